#include <fmt/format.h>

#include <memory>

#include "command.h"
#include "doodle/device.h"
#include "report.h"

namespace doodle::cli {
namespace {

int run_devices(bool json) {
  Json devices = Json::array();
  for (const DeviceInfo& device : list_devices()) {
    if (!json) {
      fmt::print("{:<8} {}{}\n", device.name, device.description,
                 device.usable ? std::string() : fmt::format(" (not usable: {})", device.reason));
    }
    devices.push_back({{"name", device.name},
                       {"description", device.description},
                       {"usable", device.usable},
                       {"reason", device.reason}});
  }
  if (json) fmt::print("{}\n", json_text(Json{{"devices", devices}}));
  return 0;
}

}  // namespace

void add_devices(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("devices", "List what the program can run on");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print one JSON object");
  command->callback([json, &action] { action = [json] { return run_devices(*json); }; });
}

}  // namespace doodle::cli
