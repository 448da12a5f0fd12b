#include "backend/melt_seams.h"

#include "backend/cpu/operations.h"
#include "base/parallel.h"
#include "base/vectorise.h"

namespace doodle::cpu {
namespace {

/// Values first .. end - 1 of a row of `step`, whose neighbours are so far away.
struct Run {
  std::size_t first, end;
  std::ptrdiff_t left, right, above, below;
};

DOODLE_VECTORISED void melt_run(const MeltStep& shared, const Run& s) {
  const MeltStep step = shared;
  const auto at = [](std::size_t i, std::ptrdiff_t far) {
    return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + far);
  };
#pragma GCC ivdep
  for (std::size_t i = s.first; i < s.end; ++i)
    melt_value(step, i, {at(i, s.left), at(i, s.right), at(i, s.above), at(i, s.below)});
}

class Melter {
 public:
  Melter(const Seams& seams, Shape shape)
      : seams_(seams),
        shape_(shape),
        row_(static_cast<std::ptrdiff_t>(shape.width) * shape.channels),
        all_(row_ * shape.height) {}

  void source(Tensor<float>& left_over) const {
    for_rows([&](std::ptrdiff_t first) {
      const std::ptrdiff_t above = first > 0 ? first - row_ : all_ - row_, channels = shape_.channels;
      for (std::ptrdiff_t i = 0; i < row_; ++i) {
        const std::ptrdiff_t left = i >= channels ? i - channels : i + row_ - channels;
        left_over.data()[first + i] =
            seam_source(seams_.right.data(), seams_.down.data(), static_cast<std::size_t>(first + i),
                        static_cast<std::size_t>(first + left), static_cast<std::size_t>(above + i));
      }
    });
  }

  void step(const MeltStep& step) const {
    const Wrap wrap = seams_.wrap;
    for_rows([&](std::ptrdiff_t first) {
      const std::ptrdiff_t channels = shape_.channels, last = first + row_ - channels;
      const std::ptrdiff_t above = first > 0 ? -row_ : wrap.y ? all_ - row_ : 0;
      const std::ptrdiff_t below = first + row_ < all_ ? row_ : wrap.y ? row_ - all_ : 0;
      const auto melt = [&](std::ptrdiff_t from, std::ptrdiff_t end, std::ptrdiff_t left,
                            std::ptrdiff_t right) {
        melt_run(step,
                 {static_cast<std::size_t>(from), static_cast<std::size_t>(end), left, right, above, below});
      };
      const std::ptrdiff_t around = wrap.x ? row_ - channels : 0;
      if (shape_.width == 1) return melt(first, first + channels, 0, 0);
      melt(first, first + channels, around, channels);
      melt(first + channels, last, -channels, channels);
      melt(last, last + channels, -channels, -around);
    });
  }

 private:
  template <class Body>
  void for_rows(const Body& body) const {
    parallel_for(shape_.height, [&](std::int64_t y) { body(y * row_); });
  }

  const Seams& seams_;
  Shape shape_;
  std::ptrdiff_t row_, all_;
};

}  // namespace

void melt_seams(Backend& backend, const Seams& seams, float hold, Tensor<float>& image) {
  run_melt(backend, Melter(seams, image.shape()), seams, hold, image);
}

}  // namespace doodle::cpu
