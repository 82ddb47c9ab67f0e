#include "core/project/gather_tls.hpp"

#include "core/config/env_file.hpp"
#include "core/project/service_pairs.hpp"
#include "core/project/tls_input.hpp"
#include "core/project/workload_pairs.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace megactl::project {
namespace {

// What the command line or the process names; relative paths are the project's.
std::optional<TlsInput> named_input(const Question& question, const std::optional<NamedFile>& named) {
    if (!named) return std::nullopt;
    TlsInput input{named->path, named->variable, named->named_by, std::nullopt, std::nullopt};
    hide_content(input);
    if (named->text) {
        input.path = named->text->name();
        input.file = tls::parse_pem(input.path, named->text->text());
        return input;
    }
    read_file(input, question.root / named->path);
    return input;
}

bool is_same_place(const std::optional<TlsInput>& a, const std::optional<TlsInput>& b) {
    if (a.has_value() != b.has_value()) return false;
    if (!a || !a->at || !b->at) return !a || a->path == b->path;
    return a->at->source == b->at->source && a->at->span == b->at->span;
}

bool has_file(const TlsPair& pair) {
    const auto is_there = [](const std::optional<TlsInput>& input) {
        return input && input->file && input->remedy.empty();
    };
    return is_there(pair.certificate) || is_there(pair.key);
}

// Of those that several services are given by one line the first counts whose files are there.
void add_pair(TlsPair pair, std::vector<TlsPair>& pairs) {
    if (!pair.certificate && !pair.key) return;
    const auto known = std::ranges::find_if(pairs, [&](const TlsPair& other) {
        return is_same_place(pair.certificate, other.certificate) && is_same_place(pair.key, other.key);
    });
    if (known == pairs.end()) {
        pairs.push_back(std::move(pair));
    } else if (!has_file(*known) && has_file(pair)) {
        *known = std::move(pair);
    }
}

void add_dotenv(const Tree& tree, const Question& question, Facts& facts) {
    const Source source = dotenv_of(tree);
    if (!source) return;
    const config::EnvFile file = config::parse_env_file(source);
    const auto input = [&](std::string_view variable) -> std::optional<TlsInput> {
        const config::EnvEntry* entry = file.find(variable);
        if (entry == nullptr || !entry->value) return std::nullopt;
        TlsInput named{*entry->value, std::string(variable), ".env", Location{source, entry->span}, std::nullopt};
        hide_content(named);
        if (question.scope.host) read_file(named, question.root / named.path);
        return named;
    };
    std::optional<AllowedHosts> hosts;
    if (const config::EnvEntry* entry = file.find(hosts_variable); entry != nullptr && entry->value) {
        hosts = AllowedHosts{host_entries(*entry->value), ".env", Location{source, entry->span}};
    }
    add_pair({"", input(certificate_variable), input(key_variable), std::move(hosts)}, facts.tls_pairs);
}

// The certificates of a named file, as far as it is sound.
std::span<const tls::Certificate> certificates_in(const TlsInput& input) {
    if (!input.file) return {};
    return input.file->certificates;
}

void verify(const Question& question, const Facts& facts, TlsPair& pair) {
    if (!pair.certificate || !pair.certificate->file || certificates_in(*pair.certificate).empty()) return;
    const auto& key = pair.key;
    const bool has_key = key && key->file && !key->file->keys.empty();
    std::vector<tls::Certificate> anchors;
    for (const TlsInput& anchor : facts.tls_anchors)
        std::ranges::copy(certificates_in(anchor), std::back_inserter(anchors));
    tls::ChainQuestion asked{
        .sent = certificates_in(*pair.certificate), .anchors = anchors, .trusted = question.trusted};
    asked.leaf = tls::leaf_index(asked.sent, has_key ? &key->file->keys.front() : nullptr);
    if (facts.tls_chain) asked.at_hand = certificates_in(*facts.tls_chain);
    if (question.scope.clock) asked.at = question.now;
    pair.chain = tls::verify_chain(asked);
}

void add_pairs(const Tree& tree, const Question& question, Facts& facts) {
    TlsPair named{"", named_input(question, question.certificate), named_input(question, question.key),
                  question.allowed_hosts};
    if (named.certificate || named.key) {
        facts.tls_pairs.push_back(std::move(named));
        return;
    }
    for (TlsPair& pair : service_pairs(tree, question, facts))
        add_pair(std::move(pair), facts.tls_pairs);
    for (TlsPair& pair : workload_pairs(facts))
        add_pair(std::move(pair), facts.tls_pairs);
    if (facts.tls_pairs.empty()) add_dotenv(tree, question, facts);
}

}  // namespace

void gather_tls_pairs(const Tree& tree, const Question& question, Facts& facts) {
    facts.tls_chain = named_input(question, question.chain);
    for (const NamedFile& anchor : question.anchors)
        facts.tls_anchors.push_back(*named_input(question, anchor));
    add_pairs(tree, question, facts);
    for (TlsPair& pair : facts.tls_pairs)
        verify(question, facts, pair);
}

}  // namespace megactl::project
