#include "core/checks/tls/summary.hpp"

#include "core/base/text.hpp"
#include "core/base/units.hpp"
#include "core/checks/tls/pairs.hpp"
#include "core/tls/intent.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace megactl::checks {

namespace {

using namespace tls_rules;
using Lines = std::vector<report::Report::Fact>;

constexpr std::size_t shown_names = 10;

std::string file_name(const TlsInput& input) {
    return escape_controls(std::filesystem::path(input.path).filename().string());
}

std::string pair_text(const TlsPair& pair) {
    const Certificate* leaf = leaf_of(pair);
    const PrivateKey* key = key_of(pair);
    if (leaf == nullptr || key == nullptr || leaf->public_key != key->public_key) return {};
    if (pair.certificate->path == pair.key->path) {
        return fmt::format("{} holds both, and they belong together ({})", file_name(*pair.key), key->key_type);
    }
    return fmt::format("{} and {} belong together ({})", file_name(*pair.certificate), file_name(*pair.key),
                       key->key_type);
}

std::string names_text(const Certificate& leaf) {
    std::vector<std::string> shown;
    for (const std::string& name : leaf.names) {
        if (shown.size() == shown_names) {
            shown.push_back(fmt::format("and {} more", leaf.names.size() - shown_names));
            break;
        }
        shown.push_back(escape_controls(name));
    }
    return join(shown, ", ");
}

std::string validity_text(const Certificate& leaf, const Facts& facts) {
    std::string end = fmt::format("until {}", format_date(leaf.not_after));
    if (!facts.scope.clock) return end;
    if (facts.now > leaf.not_after)
        return fmt::format("{}, ended {} ago", end, format_span(facts.now - leaf.not_after));
    if (facts.now < leaf.not_before) return fmt::format("from {} {}", format_date(leaf.not_before), end);
    return fmt::format("{}, {}", end, format_span(leaf.not_after - facts.now));
}

Lines lines_of(const TlsPair& pair, const Facts& facts) {
    const auto path = [](const std::optional<TlsInput>& input) { return input ? input->path : std::string(); };
    Lines lines;
    const auto add = [&](std::string name, std::string text) {
        if (!text.empty()) lines.push_back({std::move(name), std::move(text)});
    };
    add("intent", std::string(describe(megactl::tls::intent_of(path(pair.certificate), path(pair.key)))));
    add("pair", pair_text(pair));
    if (const Certificate* leaf = leaf_of(pair)) {
        add("names", names_text(*leaf));
        add("valid", validity_text(*leaf, facts));
    }
    return lines;
}

}  // namespace

std::vector<report::Report::Fact> tls_facts(const project::Facts& facts) {
    if (facts.tls_pairs.empty()) return lines_of({}, facts);
    Lines lines;
    for (const TlsPair& pair : facts.tls_pairs) {
        for (report::Report::Fact& line : lines_of(pair, facts)) {
            if (facts.tls_pairs.size() > 1 && !pair.service.empty()) line.text = pair.service + ": " + line.text;
            lines.push_back(std::move(line));
        }
    }
    return lines;
}

}  // namespace megactl::checks
