#include "pack/glob.h"

#include <vector>

namespace doodle {
namespace {

/// Whether a pattern fits a path from given places on. What was found out is kept, so that the time is the
/// product of the lengths at most.
class Matcher {
 public:
  Matcher(std::string_view pattern, std::string_view path)
      : pattern_(pattern), path_(path), failed_((pattern.size() + 1) * (path.size() + 1)) {}

  bool fits(std::size_t p, std::size_t s) {
    const std::size_t place = p * (path_.size() + 1) + s;
    if (failed_[place]) return false;
    const bool fit = look(p, s);
    failed_[place] = !fit;
    return fit;
  }

 private:
  bool look(std::size_t p, std::size_t s) {
    if (p == pattern_.size()) return s == path_.size();
    const bool end = s == path_.size();
    const std::string_view rest = pattern_.substr(p);
    const bool folder = s == 0 || path_[s - 1] == '/';
    if (folder && rest.starts_with("**/") && fits(p + 3, s)) return true;
    if (rest.starts_with("**")) return fits(p + 2, s) || (!end && fits(p, s + 1));
    if (rest[0] == '*') return fits(p + 1, s) || (!end && path_[s] != '/' && fits(p, s + 1));
    if (end) return false;
    const bool same = rest[0] == '?' ? path_[s] != '/' : path_[s] == rest[0];
    return same && fits(p + 1, s + 1);
  }

  std::string_view pattern_, path_;
  std::vector<bool> failed_;
};

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  return Matcher(pattern, path).fits(0, 0);
}

}  // namespace doodle
