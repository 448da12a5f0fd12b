#include <matio.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "importers/number_data.h"
#include "importers/readers.h"

namespace doodle {
namespace {

struct FileCloser {
  void operator()(mat_t* file) const { Mat_Close(file); }
};
struct VariableFree {
  void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using Variable = std::unique_ptr<matvar_t, VariableFree>;

constexpr int deepest = 10;
constexpr std::size_t most_elements = 100'000;  ///< of one cell or struct array

std::vector<std::int64_t> shape_of(const matvar_t& variable) {
  demand(variable.rank >= 0 && variable.rank <= 32 && (variable.rank == 0 || variable.dims != nullptr),
         "its structure is broken");
  std::vector<std::int64_t> shape;
  for (int d = 0; d < variable.rank; ++d) {
    demand(variable.dims[d] < (std::size_t{1} << 40), "its structure is broken");
    shape.push_back(static_cast<std::int64_t>(variable.dims[d]));
  }
  return shape;
}

std::size_t element_count(const matvar_t& variable) {
  const std::int64_t count = ModelArrays::count(shape_of(variable));
  demand(count <= static_cast<std::int64_t>(most_elements), "it has a list longer than any network");
  return static_cast<std::size_t>(count);
}

NumberType number_type(const matvar_t& variable) {
  if (variable.isComplex != 0) return NumberType::other;
  if (variable.class_type == MAT_C_SINGLE && variable.data_type == MAT_T_SINGLE) return NumberType::f32;
  if (variable.class_type == MAT_C_DOUBLE && variable.data_type == MAT_T_DOUBLE) return NumberType::f64;
  return NumberType::other;
}

std::string_view data_of(const matvar_t& variable) {
  return {static_cast<const char*>(variable.data), variable.data == nullptr ? 0 : variable.nbytes};
}

// matio takes what it only reads by pointers to non-const.

/// MatConvNet's average image: 3 numbers, or height x width x 3, averaged over the pixels here. First
/// dimension fastest, so the channels lie one after the other.
void read_average_image(const std::vector<float>& pixels, ModelArrays& arrays) {
  if (pixels.empty() || pixels.size() % 3 != 0) return;
  std::array<float, 3> mean{};
  const std::size_t area = pixels.size() / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < area; ++i) sum += static_cast<double>(pixels[c * area + i]);
    mean[c] = static_cast<float>(sum / static_cast<double>(area));
  }
  arrays.mean = mean;
  arrays.channel_order = "RGB";
}

/// matio reads a struct or cell whose elements are broken as one of the size promised but without elements,
/// and then follows the pointers that are not there.
void check_elements(const matvar_t& variable, std::size_t count) {
  demand(count == 0 || (variable.data != nullptr && variable.nbytes / sizeof(matvar_t*) >= count),
         "a list of {} elements has lost them; is the file complete?", count);
}

void visit(matvar_t* variable, const std::string& name, int depth, ModelArrays& arrays);

void visit_struct(matvar_t& variable, const std::string& name, int depth, ModelArrays& arrays) {
  const unsigned fields = Mat_VarGetNumberOfFields(&variable);
  char* const* field_names = Mat_VarGetStructFieldnames(&variable);
  const std::size_t count = element_count(variable);
  demand(fields <= 1000, "a struct has more fields than any network");
  check_elements(variable, count * fields);
  for (std::size_t i = 0; i < count; ++i)
    for (unsigned f = 0; f < fields && field_names != nullptr; ++f) {
      const std::string element = count > 1 ? fmt::format("{}.{}", name, i) : name;
      const std::string field = field_names[f] == nullptr ? "" : field_names[f];
      visit(Mat_VarGetStructFieldByIndex(&variable, f, i), element + "." + field, depth + 1, arrays);
    }
}

void visit(matvar_t* variable, const std::string& name, int depth, ModelArrays& arrays) {
  if (variable == nullptr) return;
  demand(depth <= deepest, "its structure is deeper than any network");
  if (variable->class_type == MAT_C_STRUCT) return visit_struct(*variable, name, depth, arrays);
  if (variable->class_type == MAT_C_CELL) {
    const std::size_t count = element_count(*variable);
    check_elements(*variable, count);
    for (std::size_t i = 0; i < count; ++i)
      visit(Mat_VarGetCell(variable, static_cast<int>(i)), fmt::format("{}.{}", name, i), depth + 1, arrays);
    return;
  }
  const NumberFormat format{number_type(*variable)};
  if (format.type == NumberType::other) return;
  if (name.ends_with(".averageImage"))
    return read_average_image(decode_numbers(data_of(*variable), format), arrays);
  const std::vector<std::int64_t> shape = shape_of(*variable);
  if (!ModelArrays::wanted(shape)) return arrays.add(name, shape, {});
  arrays.reserve(shape);
  const std::vector<float> values = decode_numbers(data_of(*variable), format);
  demand(static_cast<std::int64_t>(values.size()) == ModelArrays::count(shape), "{} ends early",
         quoted_name(name));
  arrays.add(name, shape, from_first_fastest(values, shape));
}

}  // namespace

ModelArrays read_matlab(const std::string& path) {
  const std::unique_ptr<mat_t, FileCloser> file(Mat_Open(path.c_str(), MAT_ACC_RDONLY));
  demand(file != nullptr, "its header is broken");
  ModelArrays arrays;
  arrays.format = "MATLAB (MatConvNet)";
  int count = 0;
  while (const Variable variable{Mat_VarReadNext(file.get())}) {
    demand(++count <= 1000, "it has more variables than any network");
    visit(variable.get(), variable->name == nullptr ? "" : variable->name, 0, arrays);
  }
  demand(count > 0, "it has no variable that can be read; is the file complete?");
  return arrays;
}

}  // namespace doodle
