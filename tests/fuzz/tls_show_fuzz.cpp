#include "cli/commands/tls_show_output.hpp"
#include "core/tls/contents.hpp"
#include "core/tls/inventory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl;
    const std::string_view content(static_cast<const char*>(static_cast<const void*>(data)), size);
    // Twice, so that things find their likes in another file.
    const std::vector<tls::Contents> files{tls::read_contents("a", content), tls::read_contents("b", content)};
    const std::vector<tls::Entry> entries = tls::inventory_of(files);
    const std::chrono::sys_seconds now{};
    const std::string text = cli::commands::inventory_text(entries, now, {});
    // A terminal sees no control character but the line end.
    if (std::ranges::any_of(text, [](char c) { return c != '\n' && c >= 0 && c < ' '; })) std::abort();
    const std::string lines = cli::commands::inventory_lines(entries, now);
    if (static_cast<std::size_t>(std::ranges::count(lines, '\n')) != entries.size()) std::abort();
    if (cli::commands::inventory_json(files, entries, now).empty()) std::abort();
    return 0;
}
