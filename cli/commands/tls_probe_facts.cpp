#include "cli/commands/tls_probe_facts.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace megactl::cli::commands {
namespace {

constexpr std::size_t shown_names = 10;

std::string agreement_text(const tls::Presented& presented) {
    std::string text = fmt::format("{}, {}", presented.version, presented.cipher);
    if (!presented.group.empty()) text += ", " + presented.group;
    return escape_controls(text);
}

std::string versions_text(const std::vector<tls::Version>& versions) {
    std::vector<std::string> words;
    words.reserve(versions.size());
    for (const tls::Version version : versions)
        words.emplace_back(name_of(version));
    return join(words, ", ");
}

std::string chain_text(const std::vector<tls::Certificate>& sent) {
    std::vector<std::string> subjects;
    subjects.reserve(sent.size());
    for (const tls::Certificate& certificate : sent)
        subjects.push_back(escape_controls(certificate.subject));
    return fmt::format("{} sent: {}", sent.size(), join(subjects, " ← "));
}

std::string names_text(const tls::Certificate& leaf) {
    std::vector<std::string> shown;
    const std::size_t count = std::min(leaf.names.size(), shown_names);
    for (std::size_t i = 0; i < count; ++i)
        shown.push_back(escape_controls(leaf.names[i]));
    if (leaf.names.size() > count) shown.push_back(fmt::format("and {} more", leaf.names.size() - count));
    return join(shown, ", ");
}

// What the server has for who does not ask for its name; empty where that is the same certificate.
std::string default_text(const tls::ServerLook& look) {
    const auto leaf_of = [](const tls::Presented& presented) {
        return presented.sent.empty() ? nullptr : &presented.sent.front();
    };
    const auto other_leaf = [&](const std::optional<tls::Presented>& presented) -> const tls::Certificate* {
        const tls::Certificate* const own = leaf_of(look.presented);
        const tls::Certificate* const leaf = presented ? leaf_of(*presented) : nullptr;
        return leaf != nullptr && own != nullptr && leaf->der != own->der ? leaf : nullptr;
    };
    const tls::Certificate* const unnamed = other_leaf(look.to_no_name);
    const tls::Certificate* const unknown = other_leaf(look.to_unknown_name);
    const auto words = [](const tls::Certificate& leaf, std::string_view who) {
        return fmt::format("another certificate for who asks for {}: {}", who,
                           leaf.names.empty() ? escape_controls(leaf.subject) : names_text(leaf));
    };
    if (unnamed != nullptr && unknown != nullptr && unnamed->der == unknown->der)
        return words(*unnamed, "no name, or an unknown one");
    std::vector<std::string> parts;
    if (unnamed != nullptr) parts.push_back(words(*unnamed, "no name"));
    if (unknown != nullptr) parts.push_back(words(*unknown, "an unknown name"));
    return join(parts, "; ");
}

std::string validity_text(const tls::Certificate& leaf, std::chrono::sys_seconds now) {
    const std::string end = fmt::format("until {}", format_date(leaf.not_after));
    if (now > leaf.not_after) return fmt::format("{}, ended {} ago", end, format_span(now - leaf.not_after));
    if (now < leaf.not_before) return fmt::format("from {} {}", format_date(leaf.not_before), end);
    return fmt::format("{}, {}", end, format_span(leaf.not_after - now));
}

std::string staple_text(const tls::Staple& staple) {
    const std::string end = staple.ends_at ? fmt::format(", until {}", format_date(*staple.ends_at)) : "";
    switch (staple.word) {
        case tls::Staple::Word::good: return "good" + end;
        case tls::Staple::Word::revoked: return "revoked";
        case tls::Staple::Word::unknown: return "unknown to the responder" + end;
        case tls::Staple::Word::none: break;
    }
    return "of no use: " + staple.problem;
}

std::string hsts_text(const tls::HttpAnswer& answer) {
    std::string text = escape_controls(answer.hsts.value_or("none"));
    if (answer.hsts_count > 1) text += fmt::format(" (the first of {}, which counts)", answer.hsts_count);
    return text;
}

std::string walk_text(const tls::RedirectWalk& walk) {
    std::string text;
    for (const tls::WebPlace& place : walk.places)
        text += (text.empty() ? "" : " → ") + escape_controls(text_of(place));
    if (walk.is_loop || walk.is_endless) return text + ", and so on";
    if (walk.status == 0) return fmt::format("{}: {}", text, escape_controls(walk.problem));
    return fmt::format("{}, {}", text, walk.status);
}

// What the other addresses of the host do; empty where there are none.
std::string addresses_text(const tls::ServerLook& look) {
    if (look.others.empty()) return {};
    std::vector<std::string> words{look.address};
    for (const tls::OtherAddress& other : look.others) {
        const bool is_same = other.presented && std::ranges::equal(other.presented->sent, look.presented.sent, {},
                                                                   &tls::Certificate::der, &tls::Certificate::der);
        words.push_back(fmt::format("{} ({})", other.address,
                                    !other.presented ? other.problem
                                    : is_same        ? "the same"
                                                     : "other certificates"));
    }
    return join(words, ", ");
}

}  // namespace

std::vector<report::Report::Fact> facts_about(const checks::Served& served) {
    const tls::Presented& presented = served.look.presented;
    std::vector<report::Report::Fact> facts;
    const auto add = [&](std::string name, std::string text) {
        if (!text.empty()) facts.push_back({std::move(name), std::move(text)});
    };
    add("server", escape_controls(fmt::format("{}, asked for {}", served.place, served.host)));
    add("address", escape_controls(addresses_text(served.look)));
    add("tls", agreement_text(presented));
    add("takes", versions_text(served.look.versions));
    add("alpn", escape_controls(presented.protocol));
    if (const tls::Certificate* leaf = checks::served_leaf(served)) {
        add("chain", chain_text(presented.sent));
        add("names", names_text(*leaf));
        add("valid", validity_text(*leaf, served.now));
        add("default", default_text(served.look));
    }
    add("staple", presented.staple ? staple_text(*presented.staple) : "none");
    if (served.look.http) add("hsts", hsts_text(*served.look.http));
    if (served.walk) add("redirect", walk_text(*served.walk));
    return facts;
}

}  // namespace megactl::cli::commands
