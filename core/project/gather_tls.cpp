#include "core/project/gather_tls.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/image_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view certificate_variable = "SERVER_TLS_CERT";
constexpr std::string_view key_variable = "SERVER_TLS_KEY";
constexpr std::string_view hosts_variable = "DJANGO_ALLOWED_HOSTS";

// What is no path may be the key itself.
void hide_content(TlsInput& input) {
    if (may_be_path(input.path)) return;
    input.is_content = true;
    input.path = secret_mask;
    input.file.emplace();
    input.file->path = input.path;
    input.file->failure = os::ReadFailure{.reason = os::ReadFailure::Reason::not_regular,
                                          .kind = std::nullopt,
                                          .culprit = {},
                                          .explanation = "what belongs into a file stands where its path belongs"};
}

void read_file(TlsInput& input, const fs::path& file) {
    if (!input.path.empty() && !input.file) input.file = tls::read_pem_file(file, input.path);
}

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

// An input a service sets; nothing inside where it does not, and false where its value is not known.
bool take_input(const Question& question, const Service& service, const Supply& supply, std::string_view variable,
                std::optional<TlsInput>& input) {
    const SuppliedValue* supplied = supply.find(variable);
    if (supplied == nullptr) return true;
    if (!supplied->value) return false;
    const std::string from = fmt::format("service {}", service.name);
    input = TlsInput{std::string(supplied->value->reveal()), std::string(variable), from, supplied->at, std::nullopt};
    hide_content(*input);
    if (!question.scope.host || input->path.empty() || input->file) return true;
    if (const auto file = host_path_of(service, input->path)) read_file(*input, question.root / *file);
    return true;
}

// Commas part them, and blanks as well: settings split as they like.
std::vector<std::string> entries_of(std::string_view text) {
    std::vector<std::string> entries;
    std::string entry;
    const auto end_entry = [&] {
        if (!entry.empty()) entries.push_back(std::move(entry));
        entry.clear();
    };
    for (const char c : text) {
        if (c == ',' || is_space(c)) {
            end_entry();
        } else {
            entry += c;
        }
    }
    end_entry();
    return entries;
}

// The hosts of a service; nothing where its settings take them from elsewhere.
std::optional<AllowedHosts> allowed_hosts_of(const Service& service, const RuntimeLoad& load, const Facts& facts) {
    const auto& reads = facts.settings[load.settings].reads;
    const SuppliedValue* supplied = load.supply.find(hosts_variable);
    if (supplied == nullptr || !supplied->value) return std::nullopt;
    if (std::ranges::find(reads, hosts_variable, &VariableRead::name) == reads.end()) return std::nullopt;
    return AllowedHosts{entries_of(supplied->value->reveal()), fmt::format("service {}", service.name), supplied->at};
}

bool is_same_place(const std::optional<TlsInput>& a, const std::optional<TlsInput>& b) {
    if (a.has_value() != b.has_value()) return false;
    if (!a || !a->at || !b->at) return !a || a->path == b->path;
    return a->at->source == b->at->source && a->at->span == b->at->span;
}

void add_pair(TlsPair pair, std::vector<TlsPair>& pairs) {
    if (!pair.certificate && !pair.key) return;
    const auto is_known = [&](const TlsPair& other) {
        return is_same_place(pair.certificate, other.certificate) && is_same_place(pair.key, other.key);
    };
    if (std::ranges::none_of(pairs, is_known)) pairs.push_back(std::move(pair));
}

void add_services(const Question& question, Facts& facts) {
    for (const RuntimeLoad& load : facts.runtime_loads) {
        const Service& service = facts.compose->services[load.service];
        TlsPair pair{service.name, std::nullopt, std::nullopt, allowed_hosts_of(service, load, facts)};
        const bool is_known = take_input(question, service, load.supply, certificate_variable, pair.certificate) &&
                              take_input(question, service, load.supply, key_variable, pair.key);
        if (is_known && !load.supply.is_open) add_pair(std::move(pair), facts.tls_pairs);
    }
}

void add_dotenv(const Tree& tree, const Question& question, Facts& facts) {
    const Source source = tree.is_file(".env") ? tree.read(".env") : nullptr;
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
        hosts = AllowedHosts{entries_of(*entry->value), ".env", Location{source, entry->span}};
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
    if (facts.compose) add_services(question, facts);
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
