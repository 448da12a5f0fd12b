#include "backend/melt_seams.h"
#include "launch.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

/// A picture, and where its values have neighbours.
struct SeamGrid {
  int height, width, channels;
  bool wrap_x, wrap_y;

  DOODLE_DEVICE std::size_t place(int y, int x, int c) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(c);
  }
  DOODLE_DEVICE int channel(std::size_t i) const {
    return static_cast<int>(i % static_cast<std::size_t>(channels));
  }
  DOODLE_DEVICE int column(std::size_t i) const {
    return static_cast<int>(i / static_cast<std::size_t>(channels) % static_cast<std::size_t>(width));
  }
  DOODLE_DEVICE int row(std::size_t i) const {
    return static_cast<int>(i / (static_cast<std::size_t>(channels) * static_cast<std::size_t>(width)));
  }
};

DOODLE_DEVICE int before(int i, int length, bool wraps) {
  return i > 0 ? i - 1 : wraps ? length - 1 : 0;
}
DOODLE_DEVICE int after(int i, int length, bool wraps) {
  return i + 1 < length ? i + 1 : wraps ? 0 : i;
}

struct SeamSource {
  SeamGrid grid;
  const float *right, *down;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int y = grid.row(i), x = grid.column(i), c = grid.channel(i);
    out[i] = seam_source(right, down, i, grid.place(y, before(x, grid.width, true), c),
                         grid.place(before(y, grid.height, true), x, c));
  }
};

struct Melt {
  SeamGrid grid;
  MeltStep step;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int y = grid.row(i), x = grid.column(i), c = grid.channel(i);
    melt_value(step, i,
               {grid.place(y, before(x, grid.width, grid.wrap_x), c),
                grid.place(y, after(x, grid.width, grid.wrap_x), c),
                grid.place(before(y, grid.height, grid.wrap_y), x, c),
                grid.place(after(y, grid.height, grid.wrap_y), x, c)});
  }
};

struct Melter {
  const Seams& seams;
  SeamGrid grid;

  void source(Tensor<float>& left_over) const {
    for_each(left_over.size(), SeamSource{grid, seams.right.data(), seams.down.data(), left_over.data()});
  }
  void step(const MeltStep& step) const { for_each(seams.right.size(), Melt{grid, step}); }
};

}  // namespace

void melt_seams(Backend& backend, const Seams& seams, float hold, Tensor<float>& image) {
  const Shape shape = image.shape();
  run_melt(backend, Melter{seams, {shape.height, shape.width, shape.channels, seams.wrap.x, seams.wrap.y}},
           seams, hold, image);
}

}  // namespace doodle::cuda
