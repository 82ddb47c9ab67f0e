#include "core/base/text.hpp"
#include "core/config/compose_template.hpp"
#include "core/project/compose_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace megactl::project::composing {
namespace {

constexpr std::size_t most_errors = 200;
constexpr std::size_t longest_value = 1U << 20U;

config::FilledTemplate filled_by(Reading& reading, const Piece& piece) {
    const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
        if (auto found = piece.file->names->find(name)) return std::move(found->value);
        return std::nullopt;
    };
    config::FilledTemplate filled =
        config::fill_template(piece.node->text, lookup, std::min(longest_value, reading.bytes_left()));
    reading.bytes_left() -= std::min(reading.bytes_left(), filled.text.size());
    return filled;
}

// Where stretches of a scalar's text stand in the file: found by what they say, since quotes, escapes and folding come
// between. Asked from left to right.
class Places {
public:
    explicit Places(const Piece& piece) : piece_(piece), next_(piece.node->span.begin) {}

    Location of(Span in_text) {
        const std::string_view wanted =
            std::string_view(piece_.node->text).substr(in_text.begin, in_text.end - in_text.begin);
        const Span whole = piece_.node->span;
        const Source& source = piece_.file->document.source;
        const std::size_t found = source->text({next_, whole.end}).find(wanted);
        if (found == std::string_view::npos || wanted.empty()) {
            next_ = whole.end;  // what comes behind won't be found either, and need not be looked for
            return {source, whole};
        }
        const std::size_t begin = next_ + found;
        next_ = begin + 1;  // a word's own variables lie within
        return {source, {begin, begin + wanted.size()}};
    }

private:
    const Piece& piece_;
    std::size_t next_;
};

void note_error(Reading& reading, const Piece& piece, const config::TemplateError& error) {
    auto& errors = reading.compose.interpolation_errors;
    if (errors.size() >= most_errors) return;
    errors.push_back({Places(piece).of(error.span), error.reason, error.variable});
}

void note_blanks(Reading& reading, const Piece& piece, const config::FilledTemplate& filled) {
    auto& blanks = reading.compose.blanks;
    Places places(piece);
    for (const config::TemplateUse& use : filled.uses) {
        if (blanks.size() >= most_errors) return;
        const Location at = places.of(use.span);
        if (use.operation.empty() && !piece.file->names->find(use.name)) blanks.push_back({use.name, "", "", {}, at});
    }
}

}  // namespace

Filled fill(Reading& reading, const Piece& piece) {
    Filled result;
    result.content.at = piece.at();
    if (!reading.take(1, result.content.at)) {
        result.is_broken = true;
        return result;
    }
    config::FilledTemplate filled = filled_by(reading, piece);
    result.content.text = std::move(filled.text);
    result.is_broken = filled.error.has_value();
    if (filled.error && filled.error->is_too_large) reading.use_up(result.content.at);
    Places places(piece);
    for (config::TemplateUse& use : filled.uses) {
        const auto found = piece.file->names->find(use.name);
        result.content.interpolations.push_back({std::move(use.name), std::move(use.operation), std::move(use.word),
                                                 found ? found->source : NameSource::nowhere, places.of(use.span)});
    }
    return result;
}

bool has_broken_template(Reading& reading, const Piece& piece) {
    const YamlNode& node = *piece.node;
    // A document is at most a hundred levels deep, aliases followed, and no node is tried twice.
    if (const auto known = piece.file->tried.find(&node); known != piece.file->tried.end()) return known->second;
    bool is_broken = false;
    if (node.is_scalar() && node.text.find('$') != std::string::npos) {
        const config::FilledTemplate filled = filled_by(reading, piece);
        if (filled.error && !filled.error->is_too_large) note_error(reading, piece, *filled.error);
        is_broken = filled.error.has_value();
        note_blanks(reading, piece, filled);
    }
    for (const YamlNode* item : node.items) {
        if (has_broken_template(reading, {piece.file, nullptr, item})) is_broken = true;
    }
    for (const auto& [key, value] : node.members) {
        // What stands under `x-` counts where an alias brings it.
        if (key->text.starts_with("x-")) continue;
        if (has_broken_template(reading, {piece.file, key, value})) is_broken = true;
    }
    piece.file->tried.emplace(&node, is_broken);
    return is_broken;
}

bool is_number_or_boolean(const YamlNode& node) {
    if (!node.is_plain || !node.is_scalar()) return false;
    constexpr std::array<std::string_view, 6> booleans{"true", "True", "TRUE", "false", "False", "FALSE"};
    if (std::ranges::find(booleans, node.text) != booleans.end()) return true;
    const std::string_view digits = node.text.starts_with('+') || node.text.starts_with('-')
                                        ? std::string_view(node.text).substr(1)
                                        : std::string_view(node.text);
    if (digits.empty() || !is_digit(digits.front())) return false;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
}

std::optional<Filled> text_of(Reading& reading, const Pieces& pieces, std::string_view name) {
    if (pieces.empty() || pieces.back().node->kind == YamlNode::Kind::null) return std::nullopt;
    const Piece& piece = pieces.back();
    if (!piece.node->is_scalar()) {
        reading.note(piece.at(), fmt::format("`{}` must be text", name));
        return std::nullopt;
    }
    if (is_number_or_boolean(*piece.node)) {
        reading.note(piece.at(), fmt::format("`{}` must be text: quote `{}`", name, piece.node->text));
    }
    return fill(reading, piece);
}

std::string string_of(Reading& reading, const Pieces& pieces, std::string_view name) {
    auto text = text_of(reading, pieces, name);
    return text ? std::move(text->content.text) : std::string();
}

bool flag_of(Reading& reading, const Pieces& pieces, bool otherwise) {
    if (pieces.empty() || !pieces.back().node->is_scalar()) return otherwise;
    const std::string text = lower(fill(reading, pieces.back()).content.text);
    constexpr std::array<std::string_view, 5> yes{"true", "yes", "on", "y", "1"};
    return std::ranges::find(yes, text) != yes.end();
}

}  // namespace megactl::project::composing
