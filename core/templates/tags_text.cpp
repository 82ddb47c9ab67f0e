#include "core/base/text.hpp"
#include "core/templates/expression.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/rendering.hpp"
#include "core/templates/shown.hpp"
#include "core/templates/tags.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace megactl::templates::tags {
namespace {

class AutoescapeNode final : public Node {
public:
    AutoescapeNode(bool escapes, Body body) : escapes_(escapes), body_(std::move(body)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const bool outer = std::exchange(rendering.escapes, escapes_);
        body_.render(rendering, out);
        rendering.escapes = outer;
    }

private:
    bool escapes_;
    Body body_;
};

// Without the blanks between a `>` and a `<`.
std::string without_gaps(std::string_view text) {
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        kept += text[at++];
        if (kept.back() != '>') continue;
        std::size_t end = at;
        while (const std::size_t blank = blank_length(text.substr(end)))
            end += blank;
        kept += end < text.size() && text[end] == '<' ? std::string_view() : text.substr(at, end - at);
        at = end;
    }
    return kept;
}

class SpacelessNode final : public Node {
public:
    explicit SpacelessNode(Body body) : body_(std::move(body)) {}

    void render(Rendering& rendering, std::string& out) const override {
        std::string text;
        body_.render(rendering, text);
        out += without_gaps(strip(text));
    }

private:
    Body body_;
};

class VerbatimNode final : public Node {
public:
    explicit VerbatimNode(Body body) : body_(std::move(body)) {}
    void render(Rendering& rendering, std::string& out) const override { body_.render(rendering, out); }

private:
    Body body_;
};

class NowNode final : public Node {
public:
    NowNode(Location at, std::string format, std::string name)
        : at_(std::move(at)), format_(std::move(format)), name_(std::move(name)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Surroundings& surroundings = rendering.surroundings();
        const std::string text = shown_time(surroundings.now, format_, surroundings, at_);
        if (name_.empty()) {
            out += text;
        } else {
            rendering.set(name_, Value::text(text));
        }
    }

private:
    Location at_;
    std::string format_;
    std::string name_;  // what it is called from then on; empty where it is written at once
};

bool is_quoted(std::string_view word) {
    return word.size() >= 2 && (word.front() == '"' || word.front() == '\'') && word.back() == word.front();
}

}  // namespace

std::unique_ptr<Node> parse_autoescape(Parser& parser, const Tag& tag) {
    if (tag.count() != 1 || !is_one_of(tag.word(1), {"on", "off"}))
        fail(tag.at, "has `autoescape`, and neither `on` nor `off` behind it");
    const bool escapes = tag.word(1) == "on";
    return std::make_unique<AutoescapeNode>(escapes, parser.parse_until({"endautoescape"}, tag));
}

std::unique_ptr<Node> parse_comment(Parser& parser, const Tag& tag) {
    parser.skip_to("endcomment", tag);
    return nullptr;
}

// Django's own libraries only add words, which are known here or told where they are used; another one may change what
// is known.
std::unique_ptr<Node> parse_load(Parser& /*parser*/, const Tag& tag) {
    const bool is_from = tag.count() >= 3 && tag.word(tag.count() - 1) == "from";
    for (std::size_t i = is_from ? tag.count() : 1; i <= tag.count(); ++i) {
        if (is_one_of(tag.word(i), {"cache", "humanize", "i18n", "l10n", "static", "tz"})) continue;
        fail(tag.words[i],
             fmt::format("loads `{}`, whose tags and filters are not known here", escape_controls(tag.word(i))),
             "write the mail without it, or leave the task to a worker of Celery's");
    }
    return nullptr;
}

std::unique_ptr<Node> parse_now(Parser& /*parser*/, const Tag& tag) {
    const bool is_named = tag.count() == 3 && tag.word(2) == "as";
    if ((tag.count() != 1 && !is_named) || !is_quoted(tag.word(1))) {
        fail(tag.at, "has `now` otherwise than as `{% now \"N j, Y\" %}`");
    }
    const std::string_view quoted = tag.word(1);
    return std::make_unique<NowNode>(tag.at, std::string(quoted.substr(1, quoted.size() - 2)),
                                     is_named ? std::string(tag.word(3)) : "");
}

std::unique_ptr<Node> parse_spaceless(Parser& parser, const Tag& tag) {
    return std::make_unique<SpacelessNode>(parser.parse_until({"endspaceless"}, tag));
}

std::unique_ptr<Node> parse_verbatim(Parser& parser, const Tag& tag) {
    return std::make_unique<VerbatimNode>(parser.parse_until({"endverbatim"}, tag));
}

}  // namespace megactl::templates::tags
