#include "core/base/text.hpp"
#include "core/templates/assignments.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/rendering.hpp"
#include "core/templates/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace megactl::templates::tags {
namespace {

// The name of another template: quoted, or what a variable holds.
class Reference {
public:
    Reference(Parser& parser, const Location& word) : at_(word), expression_(parse_expression(word)) {
        if (!expression_.operand.literal || !expression_.filters.empty()) return;
        if (expression_.operand.literal->as<Text>() == nullptr) fail(word, "names a template by a number");
        parser.target().references.push_back(word);
    }

    const Template& load(Rendering& rendering) const {
        const Value value = resolve(expression_, rendering);
        const auto* name = value.as<Text>();
        if (name == nullptr) fail(at_, "names a template by what is no text");
        return rendering.load(name->characters, at_);
    }

    const Location& at() const { return at_; }

private:
    Location at_;
    Expression expression_;
};

class IncludeNode final : public Node {
public:
    IncludeNode(Reference reference, Assignments assignments, bool is_alone)
        : reference_(std::move(reference)), assignments_(std::move(assignments)), is_alone_(is_alone) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Template& included = reference_.load(rendering);
        const Rendering::Scope scope(rendering, values_of(assignments_, rendering), is_alone_);
        rendering.render_included(included, out, reference_.at());
    }

private:
    Reference reference_;
    Assignments assignments_;
    bool is_alone_;
};

// Everything behind it: of that only the blocks count.
class ExtendsNode final : public Node {
public:
    ExtendsNode(Reference reference, const Template& child, Body rest)
        : reference_(std::move(reference)), blocks_(child.blocks), rest_(std::move(rest)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Template& parent = reference_.load(rendering);
        rendering.render_parent(blocks_, parent, out, reference_.at());
    }

private:
    Reference reference_;
    std::vector<const BlockNode*> blocks_;
    Body rest_;  // holds the blocks
};

}  // namespace

std::unique_ptr<Node> parse_block(Parser& parser, const Tag& tag) {
    if (tag.count() != 1) fail(tag.at, "has `block` otherwise than as `{% block name %}`");
    std::string name(tag.word(1));
    Template& target = parser.target();
    if (std::ranges::any_of(target.blocks, [&](const BlockNode* block) { return block->name() == name; })) {
        fail(tag.at, fmt::format("has a second block `{}`", escape_controls(name)));
    }
    auto node = std::make_unique<BlockNode>(name);
    target.blocks.push_back(node.get());
    node->body() = parser.parse_until({"endblock"}, tag);
    const Tag& end = parser.stopped_at();
    if (end.count() > 0 && (end.count() > 1 || end.word(1) != name)) {
        fail(end.at, fmt::format("ends another block than `{}`, which is open", escape_controls(name)));
    }
    return node;
}

std::unique_ptr<Node> parse_extends(Parser& parser, const Tag& tag) {
    if (tag.count() != 1) fail(tag.at, "has `extends` otherwise than as `{% extends \"base.html\" %}`");
    Reference reference(parser, tag.words[1]);
    parser.target().extends = true;
    Body rest = parser.parse_to_end();
    return std::make_unique<ExtendsNode>(std::move(reference), parser.target(), std::move(rest));
}

std::unique_ptr<Node> parse_include(Parser& parser, const Tag& tag) {
    if (tag.count() == 0) fail(tag.at, "has `include` and names nothing");
    Reference reference(parser, tag.words[1]);
    Assignments assignments;
    bool is_alone = false;
    for (std::size_t i = 2; i <= tag.count(); ++i) {
        if (tag.word(i) == "only" && !is_alone) {
            is_alone = true;
            continue;
        }
        const bool is_with = tag.word(i) == "with" && assignments.empty();
        if (is_with) assignments = parse_assignments(std::span(tag.words).subspan(i + 1));
        if (!is_with || assignments.empty()) {
            fail(tag.words[i], fmt::format("has `{}` in `include`, which is not known", escape_controls(tag.word(i))));
        }
        i += assignments.size();
    }
    return std::make_unique<IncludeNode>(std::move(reference), std::move(assignments), is_alone);
}

}  // namespace megactl::templates::tags
