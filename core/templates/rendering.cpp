#include "core/templates/rendering.hpp"

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/templates/failure.hpp"
#include "core/templates/parser.hpp"

#include <fmt/format.h>

#include <iterator>
#include <ranges>
#include <utility>

namespace megactl::templates {
namespace {

constexpr std::size_t most_steps = 200'000;
constexpr std::size_t most_bytes = 4U << 20U;
constexpr std::size_t deepest = 40;

}  // namespace

struct Rendering::Deeper {
    Deeper(Rendering& rendering, const Location& at) : of(rendering) {
        if (of.depth_ == deepest) {
            fail(at, fmt::format("goes {} templates and blocks deep: does one include itself?", deepest));
        }
        ++of.depth_;
    }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    ~Deeper() { --of.depth_; }

    Rendering& of;
};

Rendering::Rendering(const Loader& loader, const Surroundings& surroundings, Mapping names)
    : loader_(loader), surroundings_(surroundings) {
    names_.push_back({{"True", Value(true)}, {"False", Value(false)}, {"None", Value()}});
    names_.push_back(std::move(names));
}

const Value* Rendering::find(std::string_view name) const {
    for (const Mapping& scope : names_ | std::views::reverse) {
        if (const Value* value = member_of(scope, name)) return value;
    }
    return nullptr;
}

void Rendering::set(std::string_view name, Value value) {
    for (auto& [known, held] : names_.back()) {
        if (known == name) {
            held = std::move(value);
            return;
        }
    }
    names_.back().emplace_back(name, std::move(value));
}

Rendering::Scope::Scope(Rendering& rendering, Mapping names, bool is_alone)
    : rendering_(rendering), is_alone_(is_alone) {
    if (is_alone) {
        hidden_.assign(std::make_move_iterator(rendering.names_.begin() + 1),
                       std::make_move_iterator(rendering.names_.end()));
        rendering.names_.resize(1);
    }
    rendering.names_.push_back(std::move(names));
}

Rendering::Scope::~Scope() {
    rendering_.names_.pop_back();
    if (!is_alone_) return;
    rendering_.names_.insert(rendering_.names_.end(), std::make_move_iterator(hidden_.begin()),
                             std::make_move_iterator(hidden_.end()));
}

const Template& Rendering::load(const std::string& name, const Location& at) {
    spend(1, at);
    std::unique_ptr<const Template>& place = loaded_[name];
    if (place != nullptr) return *place;
    const Source source = loader_(name);
    if (source == nullptr) fail(at, fmt::format("names `{}`, which is not there", escape_controls(name)));
    place = std::make_unique<const Template>(parse_template(source));
    return *place;
}

// Its blocks are its own: nobody overrides them.
void Rendering::render_included(const Template& included, std::string& out, const Location& at) {
    const Deeper deeper(*this, at);
    Blocks* const outer = std::exchange(blocks_, nullptr);
    included.body.render(*this, out);
    blocks_ = outer;
}

void Rendering::render_parent(const std::vector<const BlockNode*>& blocks, const Template& parent, std::string& out,
                              const Location& at) {
    const Deeper deeper(*this, at);
    Blocks own;
    Blocks* const outer = blocks_;
    if (blocks_ == nullptr) blocks_ = &own;
    blocks_->add(blocks);
    if (!parent.extends) blocks_->add(parent.blocks);
    parent.body.render(*this, out);
    blocks_ = outer;
}

void Rendering::Blocks::add(const std::vector<const BlockNode*>& blocks) {
    for (const BlockNode* block : blocks)
        by_name[block->name()].push_back(block);
}

void Rendering::render_block(const BlockNode& node, std::string& out) {
    const BlockNode* chosen = &node;
    std::size_t* entered = nullptr;
    if (blocks_ != nullptr) {
        const std::vector<const BlockNode*>& all = blocks_->by_name[node.name()];
        entered = &blocks_->entered[node.name()];
        if (*entered < all.size()) {
            chosen = all[*entered];
        } else {
            entered = nullptr;
        }
    }
    if (entered != nullptr) ++*entered;
    const BlockNode* const outer = std::exchange(block_, chosen);
    chosen->body().render(*this, out);
    block_ = outer;
    if (entered != nullptr) --*entered;
}

std::string Rendering::super_text(const Location& at) {
    const Deeper deeper(*this, at);
    std::string text;
    if (blocks_ == nullptr) fail(at, "asks for `block.super`, and extends nothing");
    if (blocks_->entered[block_->name()] < blocks_->by_name[block_->name()].size()) render_block(*block_, text);
    return text;
}

void Rendering::spend(std::size_t steps, const Location& at) {
    steps_ += steps;
    if (steps_ > most_steps) fail(at, "takes longer than any mail may: a loop over too much?");
}

void Rendering::expect_room(const std::string& out) const {
    if (out.size() <= most_bytes) return;
    throw Error(Error::Kind::input, "a template makes more than 4 MiB of text")
        .help("a loop over too much? What is sent by mail is smaller");
}

}  // namespace megactl::templates
