// Takes the place of zip files in a build without libzip (DOODLE_IMPORTERS=OFF).
#include "archive/zip_archive.h"
#include "archive/zip_writer.h"
#include "base/check.h"

namespace doodle {
namespace {

constexpr const char* without_zip =
    "this build has no zip archives (.zip, .pth, .npz); build with DOODLE_IMPORTERS=ON, or unpack it first";

}  // namespace

struct ZipArchive::Handle {};

ZipArchive::ZipArchive(std::string_view, const ZipLimits&) {
  throw BrokenFile(without_zip);
}
ZipArchive::~ZipArchive() = default;
std::string ZipArchive::read(const std::string&) const {
  throw BrokenFile(without_zip);
}

void write_zip(const std::string& path, const std::vector<std::string>&, const ReadEntry&) {
  throw BadInput(fmt::format("{} cannot be written: {}", path, without_zip));
}

}  // namespace doodle
