#pragma once

#include "core/base/error.hpp"
#include "core/links/link_store.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::serve {

// A database with the link `/alice/go/`, away when it is told to be.
class OneLink final : public links::LinkStore {
public:
    explicit OneLink(std::atomic<bool>& is_away) : is_away_(is_away) {}

    void ping(os::Deadline /*deadline*/) override {}
    std::optional<links::Link> find(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    void for_each(const std::function<void(const links::Link&)>& look) override {
        links::Link link;
        link.id = 7;
        link.user = "alice";
        link.slug = "go";
        link.target = "https://example.com/target";
        look(link);
    }
    bool may_have_changed() override {
        if (is_away_) throw Error(Error::Kind::service, "the database is away");
        return false;
    }
    std::pair<links::Link, links::Added> add(const links::NewLink& /*link*/) override { return {}; }
    links::Additions add_all(std::span<const links::NewLink> /*links*/, bool /*rehearses*/) override { return {}; }
    std::optional<links::Removed> remove(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::optional<links::LinkStats> stats(std::string_view /*user*/, std::string_view /*slug*/) override {
        return std::nullopt;
    }
    std::vector<std::string> users() override { return {}; }
    std::vector<bool> record(std::span<const links::Click> /*clicks*/) override { return {}; }

private:
    std::atomic<bool>& is_away_;
};

}  // namespace megactl::serve
