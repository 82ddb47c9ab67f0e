#include "core/project/yaml_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_set>

namespace megactl::project {
namespace {

constexpr std::size_t deepest = 100;
constexpr std::size_t most_nodes = 500'000;
constexpr std::size_t most_merged = 100'000;
constexpr std::size_t most_problems = 100;
// Smaller mappings are walked faster than searched.
constexpr std::size_t indexed_from = 16;

bool is_merge_key(const YamlNode& key) {
    return key.is_plain && key.text == "<<";
}

std::vector<std::uint32_t> order_by_key(const YamlNode& mapping) {
    std::vector<std::uint32_t> order(mapping.members.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {},
                             [&](std::uint32_t i) -> std::string_view { return mapping.members[i].first->text; });
    return order;
}

}  // namespace

struct YamlBuilder::Merge {
    std::unordered_set<std::string_view> keys;
    std::vector<std::pair<const YamlNode*, const YamlNode*>> members;
    bool is_full = false;
};

bool YamlBuilder::add_scalar(YamlNode node, std::string_view anchor) {
    YamlNode* made = make(std::move(node), anchor);
    if (made != nullptr) place(made);
    return made != nullptr;
}

bool YamlBuilder::open_collection(YamlNode node, std::string_view anchor) {
    const Span span = node.span;
    if (open_.size() + 1 >= deepest) {
        note(span, fmt::format("it nests deeper than {} levels", deepest));
        return false;
    }
    YamlNode* made = make(std::move(node), anchor);
    if (made == nullptr) return false;
    made->height = 0;
    open_.push_back({made});
    return true;
}

void YamlBuilder::close_collection(Span end) {
    if (open_.empty()) return;
    YamlNode* node = open_.back().node;
    open_.pop_back();
    std::size_t below = 0;
    for (const YamlNode* item : node->items)
        below = std::max(below, item->height);
    for (const auto& [key, value] : node->members)
        below = std::max(below, value->height);
    if (node->is_mapping()) finish_mapping(*node);
    node->height = below + 1;
    if (end.end > end.begin) node->span.end = end.end;
    place(node);
}

bool YamlBuilder::add_alias(std::string_view anchor, Span span) {
    const auto found = anchors_.find(std::string(anchor));
    const YamlNode* target = found == anchors_.end() ? nullptr : found->second;
    if (target == nullptr) {
        note(span, fmt::format("there is no anchor `&{}` before this alias", anchor));
    } else if (target->height == 0) {
        note(span, fmt::format("`*{}` stands for a value that holds it", anchor));
        target = nullptr;
    } else if (open_.size() + target->height > deepest) {
        note(span, fmt::format("with `*{}` it nests deeper than {} levels", anchor, deepest));
        target = nullptr;
    }
    if (target == nullptr) {
        YamlNode nothing;
        nothing.span = span;
        return add_scalar(std::move(nothing), "");
    }
    place(target);
    return true;
}

void YamlBuilder::close_all() {
    while (!open_.empty()) {
        // A key whose value never came still is a key.
        if (open_.back().key != nullptr) add_scalar({}, "");
        if (open_.back().key != nullptr) open_.back().key = nullptr;
        close_collection({});
    }
}

void YamlBuilder::note(Span span, std::string reason) {
    if (document_.problems.size() < most_problems) document_.problems.push_back({span, std::move(reason)});
}

YamlNode* YamlBuilder::make(YamlNode node, std::string_view anchor) {
    if (document_.nodes.size() >= most_nodes) {
        if (!has_overflown_) note(node.span, fmt::format("more than {} values", most_nodes));
        has_overflown_ = true;
        return nullptr;
    }
    document_.nodes.push_back(std::move(node));
    YamlNode* made = &document_.nodes.back();
    if (!anchor.empty()) anchors_[std::string(anchor)] = made;
    return made;
}

void YamlBuilder::place(const YamlNode* node) {
    if (open_.empty()) {
        document_.root = node;
    } else if (open_.back().node->is_sequence()) {
        open_.back().node->items.push_back(node);
    } else {
        place_member(open_.back(), node);
    }
}

void YamlBuilder::place_member(Open& open, const YamlNode* node) {
    if (open.key == nullptr) {
        open.key = node;
        return;
    }
    if (open.key->is_scalar()) {
        open.node->members.emplace_back(open.key, node);
    } else {
        note(open.key->span, "a key must be text");
    }
    open.key = nullptr;
}

void YamlBuilder::finish_mapping(YamlNode& mapping) {
    drop_duplicates(mapping);
    if (std::ranges::any_of(mapping.members, [](const auto& member) { return is_merge_key(*member.first); })) {
        merge_into(mapping);
    }
    if (mapping.members.size() >= indexed_from) mapping.by_key = order_by_key(mapping);
}

void YamlBuilder::drop_duplicates(YamlNode& mapping) {
    const std::vector<std::uint32_t> order = order_by_key(mapping);
    std::vector<std::uint32_t> again;
    for (std::size_t i = 1; i < order.size(); ++i) {
        const auto key_at = [&](std::size_t place) { return mapping.members[order[place]].first; };
        if (key_at(i - 1)->text == key_at(i)->text) again.push_back(order[i]);
    }
    if (again.empty()) return;
    std::ranges::sort(again);
    std::vector<std::pair<const YamlNode*, const YamlNode*>> kept;
    auto next = again.begin();
    for (std::uint32_t i = 0; i < mapping.members.size(); ++i) {
        if (next == again.end() || *next != i) {
            kept.push_back(mapping.members[i]);
            continue;
        }
        ++next;
        note(mapping.members[i].first->span,
             fmt::format("the key `{}` stands here a second time", mapping.members[i].first->text));
    }
    mapping.members = std::move(kept);
}

void YamlBuilder::merge_into(YamlNode& mapping) {
    Merge merge;
    for (const auto& [key, value] : mapping.members) {
        if (!is_merge_key(*key)) merge.keys.insert(key->text);
    }
    for (const auto& member : mapping.members) {
        const auto& [key, value] = member;
        if (!is_merge_key(*key)) {
            merge.members.push_back(member);
        } else if (value->is_mapping()) {
            take_members(merge, *value);
        } else {
            const bool is_list = value->is_sequence() && std::ranges::all_of(value->items, &YamlNode::is_mapping);
            if (!is_list) note(value->span, "`<<` takes a mapping, or a list of mappings");
            for (const YamlNode* item : value->items)
                take_members(merge, *item);
        }
    }
    mapping.members = std::move(merge.members);
}

void YamlBuilder::take_members(Merge& merge, const YamlNode& from) {
    for (const auto& member : from.members) {
        // What is looked at counts, not what is taken: a merge that adds nothing costs as much.
        if (++merged_ > most_merged) {
            if (merged_ == most_merged + 1)
                note(from.span, fmt::format("`<<` merges more than {} members", most_merged));
            return;
        }
        if (merge.keys.insert(member.first->text).second) merge.members.push_back(member);
    }
}

}  // namespace megactl::project
