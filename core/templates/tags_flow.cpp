#include "core/base/text.hpp"
#include "core/templates/assignments.hpp"
#include "core/templates/condition.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/rendering.hpp"
#include "core/templates/sequence.hpp"
#include "core/templates/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace megactl::templates::tags {
namespace {

class IfNode final : public Node {
public:
    void add(std::optional<Condition> condition, Body body) {
        branches_.emplace_back(std::move(condition), std::move(body));
    }

    void render(Rendering& rendering, std::string& out) const override {
        for (const auto& [condition, body] : branches_) {
            if (!condition || holds(*condition, rendering)) return body.render(rendering, out);
        }
    }

private:
    std::vector<std::pair<std::optional<Condition>, Body>> branches_;  // `else` has no condition
};

struct Loop {
    Location at;
    std::vector<std::string> names;
    Expression sequence;
    bool is_reversed = false;
};

// What a loop tells of itself.
Value forloop_of(std::size_t i, std::size_t count, const Value& parent) {
    const auto number = [](std::size_t n) { return Value(static_cast<std::int64_t>(n)); };
    return Value::mapping({{"parentloop", parent},
                           {"counter0", number(i)},
                           {"counter", number(i + 1)},
                           {"revcounter", number(count - i)},
                           {"revcounter0", number(count - i - 1)},
                           {"first", Value(i == 0)},
                           {"last", Value(i + 1 == count)}});
}

class ForNode final : public Node {
public:
    ForNode(Loop loop, Body body, Body empty)
        : loop_(std::move(loop)), body_(std::move(body)), empty_(std::move(empty)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Value sequence = resolve(loop_.sequence, rendering, Missing::none);
        List items;
        rendering.spend(count_of_items(sequence).value_or(0), loop_.at);
        if (!sequence.is_none()) {
            auto found = items_of(sequence);
            if (!found) fail(loop_.at, "loops over what has no parts");
            items = *std::move(found);
        }
        if (items.empty()) return empty_.render(rendering, out);
        if (loop_.is_reversed) std::ranges::reverse(items);
        const Value* outer = rendering.find("forloop");
        const Value parent = outer == nullptr ? Value::mapping({}) : *outer;
        const Rendering::Scope scope(rendering, {});
        for (std::size_t i = 0; i < items.size(); ++i) {
            rendering.spend(1, loop_.at);
            rendering.set("forloop", forloop_of(i, items.size(), parent));
            render_once(items[i], rendering, out);
        }
    }

private:
    void render_once(const Value& item, Rendering& rendering, std::string& out) const {
        if (loop_.names.size() == 1) {
            rendering.set(loop_.names.front(), item);
            return body_.render(rendering, out);
        }
        const auto parts = items_of(item);
        const std::size_t count = parts ? parts->size() : 1;
        if (count != loop_.names.size()) {
            fail(loop_.at, fmt::format("takes {} names from what has {}", loop_.names.size(), count));
        }
        Mapping named;
        for (std::size_t i = 0; i < count; ++i)
            named.emplace_back(loop_.names[i], (*parts)[i]);
        const Rendering::Scope scope(rendering, std::move(named));
        body_.render(rendering, out);
    }

    Loop loop_;
    Body body_;
    Body empty_;
};

class WithNode final : public Node {
public:
    WithNode(Assignments assignments, Body body) : assignments_(std::move(assignments)), body_(std::move(body)) {}

    void render(Rendering& rendering, std::string& out) const override {
        const Rendering::Scope scope(rendering, values_of(assignments_, rendering));
        body_.render(rendering, out);
    }

private:
    Assignments assignments_;
    Body body_;
};

std::vector<std::string> loop_names(const Tag& tag, std::size_t end) {
    std::string all;
    for (std::size_t i = 1; i < end; ++i)
        all += (i == 1 ? "" : " ") + std::string(tag.word(i));
    std::vector<std::string> names;
    for (const std::string_view part : split(all, ',')) {
        const std::string_view name = trim(part);
        if (name.empty() || name.find_first_of(" \"'|") != std::string_view::npos) {
            fail(tag.at, fmt::format("can't loop with the name `{}`", escape_controls(name)));
        }
        names.emplace_back(name);
    }
    return names;
}

Loop loop_of(const Tag& tag) {
    Loop loop{.at = tag.at, .names = {}, .sequence = {}};
    loop.is_reversed = tag.count() >= 4 && tag.word(tag.count()) == "reversed";
    const std::size_t sequence = tag.count() - (loop.is_reversed ? 1 : 0);
    if (tag.count() < 3 || sequence < 3 || tag.word(sequence - 1) != "in") {
        fail(tag.at, "has `for` otherwise than as `{% for x in list %}`");
    }
    loop.names = loop_names(tag, sequence - 1);
    loop.sequence = parse_expression(tag.words[sequence]);
    return loop;
}

Condition condition_of(const Tag& tag) {
    return parse_condition(std::span(tag.words).subspan(1), tag.at);
}

}  // namespace

std::unique_ptr<Node> parse_if(Parser& parser, const Tag& tag) {
    auto node = std::make_unique<IfNode>();
    node->add(condition_of(tag), parser.parse_until({"elif", "else", "endif"}, tag));
    while (parser.stopped_at().name() == "elif") {
        Condition condition = condition_of(parser.stopped_at());
        node->add(std::move(condition), parser.parse_until({"elif", "else", "endif"}, tag));
    }
    if (parser.stopped_at().name() == "else") node->add(std::nullopt, parser.parse_until({"endif"}, tag));
    if (parser.stopped_at().count() > 0) fail(parser.stopped_at().at, "has more than `endif` there");
    return node;
}

std::unique_ptr<Node> parse_for(Parser& parser, const Tag& tag) {
    Loop loop = loop_of(tag);
    Body body = parser.parse_until({"empty", "endfor"}, tag);
    Body empty;
    if (parser.stopped_at().name() == "empty") empty = parser.parse_until({"endfor"}, tag);
    return std::make_unique<ForNode>(std::move(loop), std::move(body), std::move(empty));
}

std::unique_ptr<Node> parse_with(Parser& parser, const Tag& tag) {
    Assignments assignments = parse_assignments(std::span(tag.words).subspan(1));
    const bool is_older = tag.count() == 3 && tag.word(2) == "as";
    if (is_older) assignments = {{std::string(tag.word(3)), parse_expression(tag.words[1])}};
    if (assignments.empty() || (!is_older && assignments.size() != tag.count())) {
        fail(tag.at, "has `with` otherwise than as `{% with name=value %}`");
    }
    Body body = parser.parse_until({"endwith"}, tag);
    return std::make_unique<WithNode>(std::move(assignments), std::move(body));
}

}  // namespace megactl::templates::tags
