#pragma once

#include "core/templates/engine.hpp"
#include "core/templates/node.hpp"
#include "core/templates/surroundings.hpp"
#include "core/templates/value.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::templates {

// The state of one rendering: the names that are known, the blocks that others override, and what may still be spent.
class Rendering {
public:
    Rendering(const Loader& loader, const Surroundings& surroundings, Mapping names);

    const Surroundings& surroundings() const { return surroundings_; }

    // Null where nothing is called so. Valid until the next change of the names.
    const Value* find(std::string_view name) const;
    void set(std::string_view name, Value value);  // in the innermost names

    // Names that end with the scope; alone, nothing else is known in it.
    class Scope {
    public:
        Scope(Rendering& rendering, Mapping names, bool is_alone = false);
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope();

    private:
        Rendering& rendering_;
        std::vector<Mapping> hidden_;
        bool is_alone_;
    };

    bool escapes = true;  // autoescape

    // The template of that name; `at` asks for it.
    const Template& load(const std::string& name, const Location& at);
    void render_included(const Template& included, std::string& out, const Location& at);
    // `blocks` are those of the template that extends it.
    void render_parent(const std::vector<const BlockNode*>& blocks, const Template& parent, std::string& out,
                       const Location& at);
    void render_block(const BlockNode& node, std::string& out);
    // `{{ block.super }}`, within a block; nothing elsewhere.
    bool is_in_block() const { return block_ != nullptr; }
    std::string super_text(const Location& at);

    // Throws when a rendering takes more than any mail's would: steps, bytes, depth.
    void spend(std::size_t steps, const Location& at);
    void expect_room(const std::string& out) const;

private:
    // By name, the most derived first.
    struct Blocks {
        std::map<std::string, std::vector<const BlockNode*>, std::less<>> by_name;
        std::map<std::string, std::size_t, std::less<>> entered;  // how many of them are being rendered

        void add(const std::vector<const BlockNode*>& blocks);
    };
    struct Deeper;

    const Loader& loader_;
    const Surroundings& surroundings_;
    std::vector<Mapping> names_;
    std::map<std::string, std::unique_ptr<const Template>> loaded_;
    Blocks* blocks_ = nullptr;
    const BlockNode* block_ = nullptr;
    std::size_t steps_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace megactl::templates
