#include "cli/docs/guide.hpp"

#include "core/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace megactl::cli::docs {
namespace {

constexpr std::string_view fence = "```";

// As a transcript writes what a terminal was told: `\e[1;31m`.
std::string without_colours(std::string_view line) {
    constexpr std::string_view begin = "\\e[";
    std::string plain;
    for (std::size_t at = 0; (at = line.find(begin)) != std::string_view::npos;) {
        plain += line.substr(0, at);
        const std::size_t end = line.find('m', at);
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return plain.append(line);
}

// Reads line by line what read_guide() returns.
class GuideReader {
public:
    void read(std::string_view line) {
        if (is_in_comment_) {
            is_in_comment_ = line != "-->";
        } else if (is_in_fence_) {
            read_fenced(line);
        } else if (line.starts_with(fence)) {
            begin_fence(line.substr(fence.size()));
        } else if (line == "<!--") {
            is_in_comment_ = true;
        } else if (line.starts_with("## ")) {
            end_prose();
            sections_.push_back({std::string(line.substr(3)), {}});
        } else if (!line.starts_with("# ")) {
            prose_ += fmt::format("{}\n", line);
        }
    }

    std::vector<GuideSection> take() {
        end_prose();
        return std::move(sections_);
    }

private:
    std::vector<Block>& blocks() { return sections_.back().blocks; }

    void end_prose() {
        std::vector<Block> blocks_read = read_prose(std::exchange(prose_, {}));
        std::ranges::move(blocks_read, std::back_inserter(blocks()));
    }

    // "console", or "yaml compose.yaml": the kind and the file's name.
    void begin_fence(std::string_view words) {
        end_prose();
        is_in_fence_ = true;
        const std::size_t blank = words.find(' ');
        const bool is_file = blank != std::string_view::npos && words.substr(0, blank) != "console";
        if (is_file) blocks().push_back({Block::Kind::paragraph, fmt::format("`{}`:", words.substr(blank + 1))});
    }

    void read_fenced(std::string_view line) {
        if (line != fence) {
            literal_ += fmt::format("{}\n", replace_all(without_colours(line), "<any>", "…"));
            return;
        }
        blocks().push_back({Block::Kind::literal, std::exchange(literal_, {})});
        is_in_fence_ = false;
    }

    std::vector<GuideSection> sections_{1};
    std::string prose_;
    std::string literal_;
    bool is_in_fence_ = false;
    bool is_in_comment_ = false;
};

}  // namespace

std::string page_file(const Guide& guide) {
    return fmt::format("megactl-{}.7", guide.name);
}

std::vector<GuideSection> read_guide(std::string_view markdown) {
    GuideReader reader;
    for (const std::string_view line : split(markdown, '\n'))
        reader.read(line);
    return reader.take();
}

}  // namespace megactl::cli::docs
