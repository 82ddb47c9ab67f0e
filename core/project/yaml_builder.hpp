#pragma once

#include "core/project/yaml.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace megactl::project {

// Puts a YamlDocument together from what a parser meets, in the order of the text. Keeps its own stack, so the depth of
// a document never is the depth of a call.
class YamlBuilder {
public:
    explicit YamlBuilder(YamlDocument& document) : document_(document) {}

    // Each answers false where the document is too deep or too large, and the rest of it is not wanted.
    bool add_scalar(YamlNode node, std::string_view anchor);
    bool open_collection(YamlNode node, std::string_view anchor);
    // `end` is the bracket that ends a flow collection; empty for a block.
    void close_collection(Span end);
    bool add_alias(std::string_view anchor, Span span);

    // Closes what is open; for the end, orderly or not.
    void close_all();
    void note(Span span, std::string reason);

private:
    struct Open {
        YamlNode* node;
        const YamlNode* key = nullptr;
    };
    struct Merge;

    YamlNode* make(YamlNode node, std::string_view anchor);
    void place(const YamlNode* node);
    void place_member(Open& open, const YamlNode* node);
    void finish_mapping(YamlNode& mapping);
    void drop_duplicates(YamlNode& mapping);
    void merge_into(YamlNode& mapping);
    void take_members(Merge& merge, const YamlNode& from);

    YamlDocument& document_;
    std::vector<Open> open_;
    std::unordered_map<std::string, YamlNode*> anchors_;
    std::size_t merged_ = 0;
    bool has_overflown_ = false;
};

}  // namespace megactl::project
