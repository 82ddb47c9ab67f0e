#include "core/templates/parser.hpp"

#include "core/base/text.hpp"
#include "core/templates/expression.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/html.hpp"
#include "core/templates/rendering.hpp"
#include "core/templates/shown.hpp"
#include "core/templates/tags.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace megactl::templates {
namespace {

constexpr std::size_t deepest = 100;

class TextNode final : public Node {
public:
    explicit TextNode(Location at) : at_(std::move(at)) {}
    void render(Rendering& /*rendering*/, std::string& out) const override { out += at_.text(); }

private:
    Location at_;
};

class VariableNode final : public Node {
public:
    explicit VariableNode(const Location& at) : at_(at), expression_(parse_expression(at)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Value value = resolve(expression_, rendering);
        const std::string text = shown(value, rendering.surroundings(), at_);
        out += rendering.escapes && !value.is_safe() ? escaped(text) : text;
    }

private:
    Location at_;
    Expression expression_;
};

Tag tag_of(const Token& token) {
    Tag tag{.at = token.content, .words = words_of(token.content)};
    if (tag.words.empty()) fail(token.whole, "has an empty tag: `{% %}`");
    return tag;
}

}  // namespace

void Body::render(Rendering& rendering, std::string& out) const {
    for (const auto& node : nodes_) {
        node->render(rendering, out);
        rendering.expect_room(out);
    }
}

void BlockNode::render(Rendering& rendering, std::string& out) const {
    rendering.render_block(*this, out);
}

Parser::Parser(const Source& source, Template& target) : target_(target), tokens_(tokens_of(source)) {}

Body Parser::parse_until(std::initializer_list<std::string_view> names, const Tag& opening) {
    if (++depth_ > deepest) fail(opening.at, fmt::format("has tags more than {} deep", deepest));
    stopped_at_ = {};
    Body body = parse(names);
    --depth_;
    if (!stopped_at_.words.empty()) return body;
    std::vector<std::string> ends;
    for (const std::string_view name : names)
        ends.push_back(fmt::format("`{{% {} %}}`", name));
    fail(opening.at, fmt::format("opens `{}` and has no {} for it", opening.name(), ends.back()));
}

Body Parser::parse_to_end() {
    return parse({});
}

Body Parser::parse(std::initializer_list<std::string_view> names) {
    Body body;
    while (!is_at_end()) {
        const Token& token = tokens_[next_++];
        if (token.kind == Token::Kind::text) {
            body.add(std::make_unique<TextNode>(token.whole));
        } else if (token.kind == Token::Kind::variable) {
            if (token.content.text().empty()) fail(token.whole, "has an empty variable: `{{ }}`");
            body.add(std::make_unique<VariableNode>(token.content));
            is_first_ = false;
        } else if (token.kind == Token::Kind::tag) {
            Tag tag = tag_of(token);
            if (is_one_of(tag.name(), std::span(names.begin(), names.size()))) {
                stopped_at_ = std::move(tag);
                return body;
            }
            if (auto node = parse_tag(tag)) body.add(std::move(node));
            is_first_ = false;
        }
    }
    return body;
}

std::unique_ptr<Node> Parser::parse_tag(const Tag& tag) {
    const std::string name = escape_controls(tag.name());
    const TagKind* kind = find_tag(tag.name());
    if (kind == nullptr) {
        const std::string tag_text = fmt::format("`{{% {} %}}`", name);
        if (is_end_of_tag(tag.name())) fail(tag.at, fmt::format("has {} where nothing opens it", tag_text));
        fail(tag.at, fmt::format("uses {}, which is not known here", tag_text),
             fmt::format("megactl knows {}; or leave the task to a worker of Celery's", tag_names()));
    }
    if (kind->must_be_first && !is_first_)
        fail(tag.at, fmt::format("has `{{% {} %}}`, and not as its first tag", name));
    is_first_ = false;
    return kind->parse(*this, tag);
}

void Parser::skip_to(std::string_view name, const Tag& opening) {
    while (!is_at_end()) {
        const Token& token = tokens_[next_++];
        if (token.kind == Token::Kind::tag && token.content.text() == name) return;
    }
    fail(opening.at, fmt::format("opens `{}` and has no `{{% {} %}}` for it", opening.name(), name));
}

Template parse_template(const Source& source) {
    if (!is_utf8(source->text())) fail({source, {0, 0}}, "is no UTF-8");
    Template parsed;
    Parser parser(source, parsed);
    parsed.body = parser.parse_to_end();
    return parsed;
}

}  // namespace megactl::templates
