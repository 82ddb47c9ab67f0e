#pragma once

#include "core/base/error.hpp"
#include "core/links/click.hpp"
#include "core/links/link.hpp"
#include "core/os/connect.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::links {

struct CountedText {
    std::string text;
    std::uint64_t count = 0;
};

// What `link stats` tells.
struct LinkStats {
    std::uint64_t clicks = 0;
    std::vector<CountedText> days;       // `2026-11-23`, the latest first, thirty at most, without those of no click
    std::vector<CountedText> referrers;  // the most frequent first, five at most, without the empty one
    std::vector<CountedText> agents;     // the same
};

struct NewLink {
    std::string user;
    std::string target;
    std::string slug;  // empty: one is drawn
    bool creates_user = false;
    std::optional<Time> created_at{};  // of a link that was made elsewhere; now, where nothing is said
};

enum class Added { made, unchanged };

// Why a sound link is not added: there is no such user, or its slug leads elsewhere.
class Refusal : public Error {
public:
    enum class Why { unknown_user, taken_slug };
    Refusal(Why why, Error error) : Error(std::move(error)), why_(why) {}

    Why why() const { return why_; }

private:
    Why why_;
};

// What became of many links.
struct Additions {
    struct Refused {
        std::size_t index = 0;
        Refusal why;
    };
    std::size_t made = 0;
    std::size_t unchanged = 0;
    std::vector<std::string> new_users;
    std::vector<Refused> refused;  // the first twenty; where there are any, nothing was changed
};

struct Removed {
    Link link;
    std::uint64_t clicks = 0;  // that went with it
};

// Django's tables of links and clicks. One thread at a time; another thread opens another one.
//
// Throws Error{service} where the database is away or busy for too long, Error{input} where it lacks the tables.
class LinkStore {
public:
    virtual ~LinkStore() = default;

    // Is it there, with its tables? By the deadline at the latest where another process locks it.
    virtual void ping(os::Deadline deadline) = 0;
    // The same within the store's own patience.
    void ping() { ping(os::Deadline::max()); }

    virtual std::optional<Link> find(std::string_view user, std::string_view slug) = 0;
    // Each link, once, in the order of their ids.
    virtual void for_each(const std::function<void(const Link&)>& look) = 0;
    // Has anything changed since the last call, as far as that is cheap to tell? True at the first. What changes by raw
    // SQL may go unseen here; a full reading sees it.
    virtual bool may_have_changed() = 0;

    // Validates as Django's form does (link_form.hpp), Error{input} for what it refuses. An unknown user, a slug that
    // leads elsewhere: Refusal, with near names.
    virtual std::pair<Link, Added> add(const NewLink& link) = 0;
    // The same for many, all or none of them, in one transaction; `rehearses` answers, and leaves all as it was.
    virtual Additions add_all(std::span<const NewLink> links, bool rehearses) = 0;
    // The link and its clicks; nothing where it is not there. Error{input} where something else refers to it.
    virtual std::optional<Removed> remove(std::string_view user, std::string_view slug) = 0;
    virtual std::optional<LinkStats> stats(std::string_view user, std::string_view slug) = 0;
    virtual std::vector<std::string> users() = 0;

    // Writes the clicks and remembers their ids, in one transaction: a click whose id was seen adds no second row.
    // Answers for each whether its link exists; a click without a link is dropped.
    virtual std::vector<bool> record(std::span<const Click> clicks) = 0;
};

// `url` is `sqlite:///FILE`, relative to `folder`. Anything else throws Error{usage}. Opens nothing before its first
// use. Where it may create, it makes the file and, as schema.hpp tells, the tables.
std::unique_ptr<LinkStore> open_link_store(std::string_view url, const std::string& folder, bool may_create);

// The file that such a URL names; throws as open_link_store does.
std::filesystem::path database_file(std::string_view url, const std::string& folder);

// Two URLs of one database have one identity; holds no password. Total: what is no URL is its own identity.
std::string identity_of_database(std::string_view url, const std::string& folder);

}  // namespace megactl::links
