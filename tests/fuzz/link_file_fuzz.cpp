// A file of links, CSV or JSON: what is read stands in a line of it, and what is written is read again as it was.

#include "core/links/link_file.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace megactl::links;
    const std::string text(data, data + size);
    const auto last = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    const LinkFile file = read_links(text, "ada");
    if (file.links.size() != file.lines.size()) __builtin_trap();
    if (std::ranges::any_of(file.lines, [&](std::size_t line) { return line == 0 || line > last; })) __builtin_trap();
    for (const RowTrouble& trouble : file.troubles)
        if (trouble.line == 0 || trouble.line > last || trouble.reason.empty()) __builtin_trap();
    for (const NewLink& link : file.links) {
        const Link written{
            .id = 1, .user = link.user, .slug = link.slug, .target = link.target, .created_at = {}, .updated_at = {}};
        const LinkFile again = read_links(csv_heading() + csv_row(written), "");
        if (again.links.size() != 1 || again.links.front().target != link.target) __builtin_trap();
    }
    return 0;
}
