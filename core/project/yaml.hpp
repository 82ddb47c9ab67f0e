#pragma once

#include "core/base/source.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {

// A YAML document as a tree that knows its places. An alias is the very node of its anchor, so a document full of
// aliases costs what it weighs; walks that copy must bound themselves.
struct YamlNode {
    enum class Kind { null, scalar, sequence, mapping };

    Kind kind = Kind::null;
    std::string text;       // of a scalar
    bool is_plain = false;  // not quoted, not a block: `yes` may be a boolean, `"yes"` is none
    std::string tag;        // "!reset", "!override"; empty without
    Span span;              // of a scalar its text, quotes included; of a block collection its first line
    std::vector<const YamlNode*> items;
    std::vector<std::pair<const YamlNode*, const YamlNode*>> members;  // in order; `<<` already merged in

    // Levels from here to the deepest scalar, through aliases as well; 0 while it is being read.
    std::size_t height = 1;
    // Of a large mapping: its members by key, so that `find` need not walk them.
    std::vector<std::uint32_t> by_key;

    // Key and value; null where there is none, or where this is no mapping.
    const std::pair<const YamlNode*, const YamlNode*>* find_member(std::string_view key) const;
    // The value of a key; null likewise.
    const YamlNode* find(std::string_view key) const;
    bool is_mapping() const { return kind == Kind::mapping; }
    bool is_sequence() const { return kind == Kind::sequence; }
    bool is_scalar() const { return kind == Kind::scalar; }
};

struct YamlProblem {
    Span span;
    std::string reason;
};

struct YamlDocument {
    Source source;
    const YamlNode* root = nullptr;  // null for an empty document
    // Syntax errors, duplicate keys, unknown or recursive aliases, a second document, too deep or too much.
    std::vector<YamlProblem> problems;
    bool is_complete = true;  // false where a syntax error cut it short

    std::deque<YamlNode> nodes;  // owns them
};

// Depth at most 100, aliases followed; nodes and merges bounded in sum. Never fails, never recurses without bound.
YamlDocument parse_yaml(Source source);

}  // namespace megactl::project
