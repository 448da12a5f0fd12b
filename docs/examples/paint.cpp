#include "doodle/synthesis.h"

int main() {
  doodle::PaintRequest request;
  request.styles = {{doodle::load_image("Monet.jpg"), doodle::load_image("Monet_sem.png")}};
  request.target_map = doodle::load_image("Coastline_sem.png");
  request.options = doodle::preset(doodle::Quality::draft);
  doodle::save_image("Coastline.png", doodle::paint(request).image);
}
