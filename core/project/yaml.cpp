#include "core/project/yaml.hpp"

#include "core/base/text.hpp"
#include "core/project/yaml_builder.hpp"
#include "core/project/yaml_offsets.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace megactl::project {
namespace {

// libyaml compares every `%TAG` with all before it; nobody writes more than a few.
constexpr std::size_t most_tag_directives = 20;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view as_text(const yaml_char_t* text) {
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

class Event {
public:
    explicit Event(yaml_parser_t& parser) : is_read_(yaml_parser_parse(&parser, &event_) != 0) {}
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event() {
        if (is_read_) yaml_event_delete(&event_);
    }

    bool is_read() const { return is_read_; }
    const yaml_event_t& get() const { return event_; }

private:
    yaml_event_t event_{};
    bool is_read_;
};

class Reader {
public:
    explicit Reader(Source source)
        : source_(std::move(source)),
          base_(source_->text().starts_with(byte_order_mark) ? byte_order_mark.size() : 0),
          text_(source_->text().substr(base_)),
          offsets_(text_) {
        document_.source = source_;
    }

    YamlDocument run() {
        if (has_too_many_tag_directives()) return std::move(document_);
        yaml_parser_t parser;
        if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
        const std::unique_ptr<yaml_parser_t, decltype(&yaml_parser_delete)> owner(&parser, yaml_parser_delete);
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
        // Never null, which an empty view may be.
        const std::string_view input = text_.empty() ? std::string_view("") : text_;
        yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(input.data()), input.size());
        read_events(parser);
        builder_.close_all();
        return std::move(document_);
    }

private:
    bool has_too_many_tag_directives() {
        std::size_t count = 0;
        for (std::size_t at = text_.find("%TAG"); at != std::string_view::npos; at = text_.find("%TAG", at + 1)) {
            if (at > 0 && text_[at - 1] != '\n' && text_[at - 1] != '\r') continue;
            if (++count <= most_tag_directives) continue;
            document_.is_complete = false;
            builder_.note({base_ + at, base_ + at + 4}, "too many `%TAG` directives");
            return true;
        }
        return false;
    }

    void read_events(yaml_parser_t& parser) {
        for (;;) {
            const Event event(parser);
            if (!event.is_read()) return note_failure(parser);
            if (event.get().type == YAML_STREAM_END_EVENT) return;
            if (!take(event.get())) return;
        }
    }

    // False where reading ends.
    bool take(const yaml_event_t& event) {
        bool has_room = true;
        switch (event.type) {
            case YAML_DOCUMENT_START_EVENT:
                if (++documents_ == 1) return true;
                builder_.note(span_of(event), "a second document begins here");
                return false;
            case YAML_SCALAR_EVENT:
                has_room = builder_.add_scalar(scalar(event), as_text(event.data.scalar.anchor));
                break;
            case YAML_ALIAS_EVENT:
                has_room = builder_.add_alias(as_text(event.data.alias.anchor), span_of(event));
                break;
            case YAML_SEQUENCE_START_EVENT:
                has_room = open(event, YamlNode::Kind::sequence, event.data.sequence_start.tag,
                                event.data.sequence_start.anchor);
                break;
            case YAML_MAPPING_START_EVENT:
                has_room =
                    open(event, YamlNode::Kind::mapping, event.data.mapping_start.tag, event.data.mapping_start.anchor);
                break;
            case YAML_SEQUENCE_END_EVENT:
            case YAML_MAPPING_END_EVENT: builder_.close_collection(span_of(event)); break;
            default: break;
        }
        document_.is_complete = document_.is_complete && has_room;
        return has_room;
    }

    YamlNode scalar(const yaml_event_t& event) const {
        const auto& scalar = event.data.scalar;
        YamlNode node;
        node.kind = YamlNode::Kind::scalar;
        node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
        node.tag = short_tag(scalar.tag);
        node.is_plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && !node.tag.starts_with("!!");
        constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
        if (node.is_plain && std::ranges::find(nulls, node.text) != nulls.end()) node.kind = YamlNode::Kind::null;
        const bool has_properties = scalar.anchor != nullptr || scalar.tag != nullptr;
        node.span = trimmed(has_properties ? behind_properties(span_of(event)) : span_of(event));
        return node;
    }

    bool open(const yaml_event_t& event, YamlNode::Kind kind, const yaml_char_t* tag, const yaml_char_t* anchor) {
        YamlNode node;
        node.kind = kind;
        node.tag = short_tag(tag);
        node.span = span_of(event);
        // The mark of a collection ends with its first token.
        node.span.end = source_->line_span(source_->line_at(node.span.begin)).end;
        node.span = trimmed(tag != nullptr || anchor != nullptr ? behind_properties(node.span) : node.span);
        return builder_.open_collection(std::move(node), as_text(anchor));
    }

    static std::string short_tag(const yaml_char_t* tag) {
        constexpr std::string_view standard = "tag:yaml.org,2002:";
        const std::string_view text = as_text(tag);
        return text.starts_with(standard) ? "!!" + std::string(text.substr(standard.size())) : std::string(text);
    }

    Span span_of(const yaml_event_t& event) const {
        return {base_ + offsets_.byte_at(event.start_mark.index), base_ + offsets_.byte_at(event.end_mark.index)};
    }

    // The mark of a value with an anchor or a tag begins at these.
    Span behind_properties(Span span) const {
        const std::string_view text = source_->text();
        while (span.begin < span.end && (text[span.begin] == '&' || text[span.begin] == '!')) {
            while (span.begin < span.end && !is_space(text[span.begin]))
                ++span.begin;
            skip_blanks_and_comments(span);
        }
        return span;
    }

    void skip_blanks_and_comments(Span& span) const {
        const std::string_view text = source_->text();
        while (span.begin < span.end && (is_space(text[span.begin]) || text[span.begin] == '#')) {
            if (text[span.begin] == '#') {
                span.begin = std::min(text.find('\n', span.begin), span.end);
            } else {
                ++span.begin;
            }
        }
    }

    // Block scalars end behind their last line end.
    Span trimmed(Span span) const {
        span.end = std::max(span.begin, span.end);
        while (span.end > span.begin && is_space(source_->text()[span.end - 1]))
            --span.end;
        return span;
    }

    void note_failure(const yaml_parser_t& parser) {
        document_.is_complete = false;
        if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
        const std::string_view problem = parser.problem == nullptr ? "it is no YAML" : parser.problem;
        // A quote that is never closed is noticed at the end of the file; the quote is what has to be mended.
        const bool is_open_quote = parser.context != nullptr && problem.find("end of stream") != std::string_view::npos;
        const bool is_byte = parser.error == YAML_READER_ERROR;
        const auto& mark = is_open_quote ? parser.context_mark : parser.problem_mark;
        const std::size_t at =
            base_ + (is_byte ? std::min(parser.problem_offset, text_.size()) : offsets_.byte_at(mark.index));
        const std::size_t length = character_length(source_->text().substr(at));
        builder_.note({at, at + length}, reason_of(parser, problem, is_open_quote));
    }

    static std::string reason_of(const yaml_parser_t& parser, std::string_view problem, bool is_open_quote) {
        if (is_open_quote) return "this quote is never closed";
        return parser.context == nullptr ? std::string(problem) : fmt::format("{} {}", parser.context, problem);
    }

    Source source_;
    std::size_t base_;  // bytes of the byte order mark
    std::string_view text_;
    YamlOffsets offsets_;
    YamlDocument document_;
    YamlBuilder builder_{document_};
    std::size_t documents_ = 0;
};

}  // namespace

const std::pair<const YamlNode*, const YamlNode*>* YamlNode::find_member(std::string_view key) const {
    if (by_key.empty()) {
        const auto found = std::ranges::find_if(members, [&](const auto& member) { return member.first->text == key; });
        return found == members.end() ? nullptr : &*found;
    }
    const auto key_at = [this](std::uint32_t i) -> std::string_view { return members[i].first->text; };
    const auto found = std::ranges::lower_bound(by_key, key, {}, key_at);
    return found == by_key.end() || key_at(*found) != key ? nullptr : &members[*found];
}

const YamlNode* YamlNode::find(std::string_view key) const {
    const auto* member = find_member(key);
    return member == nullptr ? nullptr : member->second;
}

YamlDocument parse_yaml(Source source) {
    return Reader(std::move(source)).run();
}

}  // namespace megactl::project
