#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "doodle/models.h"

/// The networks known by name: where their files are, where they come from, and what their bytes must be.
///
/// `registry` below is the path of a JSON file to use in place of the built-in data/models.json; empty: the
/// one that $DOODLE_REGISTRY names, else the built-in one. Throws BadInput, naming the file and the flaw,
/// when it is not there or breaks a rule.
namespace doodle {

/// A file that holds a network's weights, whether this machine has it or not.
struct ModelFile {
  std::string name;           ///< without a folder
  std::string path;           ///< where it was found; empty: nowhere
  std::string format;         ///< `safetensors`, which every command reads; others have to be imported first
  std::string source;         ///< one line: whose weights they are; may be empty
  std::string url;            ///< where fetch_model() gets it; empty: no download with a known hash
  std::string sha256;         ///< what it must be, 64 lower-case hex digits; empty: not known
  std::uint64_t bytes = 0;    ///< its size; 0: not known
  std::string licence;        ///< empty: the model's
  std::string preprocessing;  ///< one line: `BGR 0..255, mean 103.939 116.779 123.68`; empty: see the file
};

/// All that is known of a model.
struct ModelDetails {
  ModelInfo info;
  std::string summary;
  std::string attribution;
  std::string advice;               ///< how to get it
  std::vector<std::string> layers;  ///< `1_1`, ...; of the file, where it is here and can be read
  std::vector<ModelFile> files;     ///< in the order in which they are looked for
};

/// What is known of a model given by name. Throws ModelMissing, listing the names, when there is none.
ModelDetails model_details(const std::string& model, const std::string& registry = {});

/// A moment of a download.
struct FetchProgress {
  std::string file;
  std::uint64_t bytes = 0;  ///< what is there, counting what an earlier, broken download left
  std::uint64_t total = 0;  ///< 0: not known
  bool waiting = false;     ///< for another process that fetches the same file
};

/// Called about once a second, more often while bytes come or another process is waited for. Returns false to
/// cancel: what has come is kept, and fetched no second time.
using FetchCallback = std::function<bool(const FetchProgress&)>;

struct FetchResult {
  ModelFile file;        ///< `path` is set unless it was cancelled
  std::string network;   ///< where to import it to; empty when it can be used as it is
  bool fetched = false;  ///< false: it was here already
  bool cancelled = false;
};

/// Downloads the first file of a model that has an address, into $DOODLE_HOME or the cache; nothing appears
/// there under its name before its hash has been checked. A broken download is continued; of two processes
/// that fetch the same file one waits for the other. $DOODLE_FETCH_TIMEOUT (30) is the number of seconds
/// without a byte after which a connection has stalled. Throws ModelMissing for a name that is not known, a
/// model without an address, a download that fails or has the wrong hash, and in a build without downloads;
/// BadInput when the file cannot be written.
FetchResult fetch_model(const std::string& model, const std::string& registry = {},
                        const FetchCallback& progress = {});

/// What verify_models() found of a file.
enum class FileState {
  good,          ///< the hash is the registry's
  unregistered,  ///< the registry has no hash, but it reads as a network
  wrong,         ///< another hash than the registry's
  broken         ///< cannot be read
};

struct FileCheck {
  std::string model;
  ModelFile file;
  std::string sha256;  ///< of the bytes that are there; empty when they cannot be read
  FileState state = FileState::good;
  std::string note;  ///< what is wrong and the way out; empty when good
};

/// Hashes every file that is here of one model, or, with an empty name, of all. Throws ModelMissing for a
/// name that is not known.
std::vector<FileCheck> verify_models(const std::string& model = {}, const std::string& registry = {});

}  // namespace doodle
