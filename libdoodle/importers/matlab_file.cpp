#include <matio.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
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
constexpr std::int64_t most_numbers = 1 << 30;  ///< of one array
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

bool is_list(const matvar_t& variable) {
  return variable.class_type == MAT_C_STRUCT || variable.class_type == MAT_C_CELL;
}

// matio takes what it only reads by pointers to non-const.

/// Variables per element of a struct array or cell array.
std::size_t field_count(matvar_t& list) {
  if (list.class_type == MAT_C_CELL) return 1;
  const unsigned fields = Mat_VarGetNumberOfFields(&list);
  demand(fields <= 1000, "a struct has more fields than any network");
  return fields;
}

/// What a struct array (element by element) or cell array holds; null where nothing is. matio reads one whose
/// elements are broken as one of the size promised but without elements.
std::span<matvar_t* const> elements_of(matvar_t& list) {
  const std::size_t count = element_count(list) * field_count(list);
  demand(count == 0 || (list.data != nullptr && list.nbytes / sizeof(matvar_t*) >= count),
         "a list of {} elements has lost them; is the file complete?", count);
  return {static_cast<matvar_t* const*>(list.data), count};
}

/// Bytes that a variable's numbers will take when they are read, by what its headers promise.
std::uint64_t promised_bytes(matvar_t& variable, int depth = 0) {
  demand(depth <= deepest, "its structure is deeper than any network");
  std::uint64_t bytes = 0;
  if (!is_list(variable)) {
    const std::int64_t count = ModelArrays::count(shape_of(variable));
    demand(count <= most_numbers, "an array is larger than any network");
    return static_cast<std::uint64_t>(count) * sizeof(double);
  }
  for (matvar_t* element : elements_of(variable))
    if (element != nullptr) bytes += promised_bytes(*element, depth + 1);
  return bytes;
}

void visit(matvar_t* variable, const std::string& name, int depth, ModelArrays& arrays);

void visit_list(matvar_t& list, const std::string& name, int depth, ModelArrays& arrays) {
  char* const* field_names = list.class_type == MAT_C_STRUCT ? Mat_VarGetStructFieldnames(&list) : nullptr;
  const std::size_t fields = field_count(list), count = element_count(list);
  std::size_t i = 0;
  for (matvar_t* element : elements_of(list)) {
    std::string path = name;
    if (count > 1 || list.class_type == MAT_C_CELL) path += fmt::format(".{}", i / fields);
    if (field_names != nullptr) {
      const char* field = field_names[i % fields];
      path += fmt::format(".{}", field == nullptr ? "" : field);
    }
    visit(element, path, depth + 1, arrays);
    ++i;
  }
}

void visit(matvar_t* variable, const std::string& name, int depth, ModelArrays& arrays) {
  if (variable == nullptr) return;
  demand(depth <= deepest, "its structure is deeper than any network");
  if (is_list(*variable)) return visit_list(*variable, name, depth, arrays);
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
  std::uint64_t promised = 0;
  const std::uint64_t size = std::filesystem::file_size(path);
  while (const Variable variable{Mat_VarReadNextInfo(file.get())}) {
    demand(++count <= 1000, "it has more variables than any network");
    promised += promised_bytes(*variable);
    check_ratio(size, promised);
    demand(Mat_VarReadDataAll(file.get(), variable.get()) == 0,
           "a variable cannot be read; is the file complete?");
    visit(variable.get(), variable->name == nullptr ? "" : variable->name, 0, arrays);
  }
  demand(count > 0, "it has no variable that can be read; is the file complete?");
  return arrays;
}

}  // namespace doodle
