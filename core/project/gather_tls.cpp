#include "core/project/gather_tls.hpp"

#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/config/env_file.hpp"
#include "core/project/image_files.hpp"
#include "core/project/load_supply.hpp"
#include "core/project/started_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

bool is_same_place(const std::optional<TlsInput>& a, const std::optional<TlsInput>& b) {
    if (a.has_value() != b.has_value()) return false;
    if (!a || !a->at || !b->at) return !a || a->path == b->path;
    return a->at->source == b->at->source && a->at->span == b->at->span;
}

bool has_file(const TlsPair& pair) {
    return (pair.certificate && pair.certificate->file) || (pair.key && pair.key->file);
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

// Finds the pair of each service, be its settings known or not: a server that is given certificate and key speaks TLS
// with them whatever it serves.
class ServicePairs {
public:
    ServicePairs(const Tree& tree, const Question& question, Facts& facts)
        : tree_(tree), question_(question), facts_(facts), builds_(builds_of(facts)) {}

    void add_all() {
        auto load = facts_.runtime_loads.begin();  // in the order of the services
        for (std::size_t i = 0; i < facts_.compose->services.size(); ++i) {
            const Service& service = facts_.compose->services[i];
            if (load != facts_.runtime_loads.end() && load->service == i) {
                add(service, load->supply, load->supply.is_open, &facts_.settings[load->settings]);
                ++load;
                continue;
            }
            const Supply supply = supply_of(i);
            // What an image has that is made elsewhere is not known either.
            add(service, supply, supply.is_open || !facts_.images[i], nullptr);
        }
    }

private:
    Supply supply_of(std::size_t index) const {
        const auto& image = facts_.images[index];
        if (!image) return service_supply(facts_, index, builds_, {});
        const Service& service = facts_.compose->services[index];
        const Dockerfile& dockerfile = facts_.dockerfiles[image->dockerfile];
        return service_supply(facts_, index, builds_, started_commands(tree_, dockerfile, image->stage, service));
    }

    void add(const Service& service, const Supply& supply, bool is_open, const DjangoSettings* settings) {
        TlsPair pair{service.name, std::nullopt, std::nullopt, std::nullopt};
        const bool is_known = take(service, supply, is_open, certificate_variable, pair.certificate) &&
                              take(service, supply, is_open, key_variable, pair.key);
        if (!is_known) return;
        pair.allowed_hosts = allowed_hosts_of(service, supply, settings);
        add_pair(std::move(pair), facts_.tls_pairs);
    }

    // What the container has of one of the two; false where that is not known.
    bool take(const Service& service, const Supply& supply, bool is_open, std::string_view variable,
              std::optional<TlsInput>& input) const {
        if (is_open && !is_given(service, variable)) return false;
        const SuppliedValue* supplied = supply.find(variable);
        if (supplied == nullptr) return true;
        if (!supplied->value) return false;
        const std::string from = fmt::format("service {}", service.name);
        input =
            TlsInput{std::string(supplied->value->reveal()), std::string(variable), from, supplied->at, std::nullopt};
        hide_content(*input);
        if (question_.scope.host && !input->path.empty() && !input->file) look_at(service, *input);
        return true;
    }

    // Under `environment:`, over which nothing goes that Compose reads.
    static bool is_given(const Service& service, std::string_view variable) {
        return !service.is_unknown && std::ranges::any_of(service.environment, [&](const ContainerVariable& given) {
            return given.name == variable && given.kind == ContainerVariable::Kind::environment;
        });
    }

    // The file that the container has at the path: a secret or a config, else of a bind mount.
    void look_at(const Service& service, TlsInput& input) const {
        const GrantedFile* granted = granted_file(service, input.path);
        const auto file = granted == nullptr           ? host_path_of(service, input.path)
                          : granted->host_path.empty() ? std::nullopt
                                                       : std::optional(granted->host_path);
        if (file) return read_file(input, question_.root / *file);
        const Mount* mount = closest_mount(service, input.path);
        if (granted != nullptr) {
            input.kept_in = "a secret or config that is no file here";
        } else if (mount != nullptr) {
            input.kept_in = words_of(*mount);
        }
    }

    static std::string words_of(const Mount& mount) {
        if (mount.kind == Mount::Kind::tmpfs) return "a tmpfs";
        return mount.source.empty() ? "a volume" : fmt::format("the volume `{}`", escape_controls(mount.source));
    }

    // Nothing where its settings take them from elsewhere.
    static std::optional<AllowedHosts> allowed_hosts_of(const Service& service, const Supply& supply,
                                                        const DjangoSettings* settings) {
        const SuppliedValue* supplied = supply.find(hosts_variable);
        if (supplied == nullptr || !supplied->value) return std::nullopt;
        const bool is_read = settings == nullptr || std::ranges::find(settings->reads, hosts_variable,
                                                                      &VariableRead::name) != settings->reads.end();
        if (!is_read) return std::nullopt;
        return AllowedHosts{entries_of(supplied->value->reveal()), fmt::format("service {}", service.name),
                            supplied->at};
    }

    const Tree& tree_;
    const Question& question_;
    Facts& facts_;
    std::vector<Builds> builds_;  // by Dockerfile
};

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
    if (facts.compose) ServicePairs(tree, question, facts).add_all();
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
