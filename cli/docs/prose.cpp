#include "cli/docs/prose.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace megactl::cli::docs {
namespace {

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(' '), line.size());
}

std::string_view without_end(std::string_view line) {
    while (!line.empty() && is_space(line.back()))
        line.remove_suffix(1);
    return line;
}

// Reads line by line what read_prose() returns.
class ProseReader {
public:
    void read(std::string_view line) {
        if (line.empty()) {
            end_block();
        } else if (line.starts_with("- ")) {
            end_block();
            begin(Block::Kind::item, trim(line.substr(2)));
        } else if (indent_of(line) >= 2 && !is_inside(Block::Kind::item) && !is_inside(Block::Kind::paragraph)) {
            literal_ += std::string(line) + "\n";
        } else {
            end_literal();
            continue_running_text(trim(line));
        }
    }

    std::vector<Block> take() {
        end_literal();
        return std::move(blocks_);
    }

private:
    bool is_inside(Block::Kind kind) const { return is_open_ && blocks_.back().kind == kind; }

    void begin(Block::Kind kind, std::string_view text) {
        end_literal();
        blocks_.push_back({kind, std::string(text)});
        is_open_ = true;
    }

    void continue_running_text(std::string_view text) {
        if (!is_open_) return begin(Block::Kind::paragraph, text);
        blocks_.back().text += " ";
        blocks_.back().text += text;
    }

    // An empty line may stand within a literal block; it ends with the first line that is not indented.
    void end_block() {
        is_open_ = false;
        if (!literal_.empty()) literal_ += "\n";
    }

    void end_literal() {
        if (literal_.empty()) return;
        const std::vector<std::string> lines = literal_lines(literal_);
        literal_.clear();
        blocks_.push_back({Block::Kind::literal, join(lines, "\n")});
    }

    std::vector<Block> blocks_;
    bool is_open_ = false;
    std::string literal_;
};

}  // namespace

std::vector<Block> read_prose(std::string_view prose) {
    ProseReader reader;
    for (const std::string_view line : split(prose, '\n'))
        reader.read(without_end(line));
    return reader.take();
}

std::vector<std::string> literal_lines(std::string_view text) {
    std::vector<std::string_view> lines = split(text, '\n');
    std::ranges::transform(lines, lines.begin(), without_end);
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    const auto first = std::ranges::find_if_not(lines, &std::string_view::empty);
    lines.erase(lines.begin(), first);
    std::size_t indent = std::string_view::npos;
    for (const std::string_view line : lines) {
        if (!line.empty()) indent = std::min(indent, indent_of(line));
    }
    std::vector<std::string> result;
    result.reserve(lines.size());
    for (const std::string_view line : lines)
        result.emplace_back(line.substr(std::min(indent, line.size())));
    return result;
}

std::vector<Piece> code_pieces(std::string_view text) {
    std::vector<Piece> pieces;
    while (!text.empty()) {
        const std::size_t open = text.find('`');
        const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
        if (close == std::string_view::npos) {
            pieces.push_back({text, false});
            break;
        }
        if (open > 0) pieces.push_back({text.substr(0, open), false});
        pieces.push_back({text.substr(open + 1, close - open - 1), true});
        text.remove_prefix(close + 1);
    }
    return pieces;
}

}  // namespace megactl::cli::docs
