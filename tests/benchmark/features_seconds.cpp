// Answers each line of its input with the seconds of one FeatureExtractor::run(): the C++ side of
// features_overhead.py.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>

#include "doodle/features.h"

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: features_seconds PICTURE LAYER...\n", stderr);
    return 2;
  }
  const doodle::Image image = doodle::load_image(arguments[1]);
  const std::vector<std::string> layers(arguments + 2, arguments + count);
  doodle::FeatureExtractor extractor;
  for (std::string line; std::getline(std::cin, line);) {
    const auto start = std::chrono::steady_clock::now();
    extractor.run(image, layers);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("%.9f\n", seconds.count());
    std::fflush(stdout);
  }
  return 0;
}
