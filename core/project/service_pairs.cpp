#include "core/project/service_pairs.hpp"

#include "core/base/text.hpp"
#include "core/project/image_files.hpp"
#include "core/project/load_supply.hpp"
#include "core/project/server_command.hpp"
#include "core/project/shell.hpp"
#include "core/project/started_commands.hpp"
#include "core/project/tls_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

constexpr std::string_view secrets_folder = "/run/secrets";

class ServicePairs {
public:
    ServicePairs(const Tree& tree, const Question& question, const Facts& facts)
        : tree_(tree), question_(question), facts_(facts), builds_(builds_of(facts)) {}

    std::vector<TlsPair> all() && {
        auto load = facts_.runtime_loads.begin();  // in the order of the services
        for (std::size_t i = 0; i < facts_.compose->services.size(); ++i) {
            const Service& service = facts_.compose->services[i];
            if (load != facts_.runtime_loads.end() && load->service == i) {
                add(service, load->supply, true, &facts_.settings[load->settings]);
                ++load;
            } else {
                add(service, supply_of(i), facts_.images[i].has_value(), nullptr);
            }
        }
        return std::move(pairs_);
    }

private:
    Supply supply_of(std::size_t index) const {
        const auto& image = facts_.images[index];
        if (!image) return service_supply(facts_, index, builds_, {});
        const Service& service = facts_.compose->services[index];
        const Dockerfile& dockerfile = facts_.dockerfiles[image->dockerfile];
        return service_supply(facts_, index, builds_, started_commands(tree_, dockerfile, image->stage, service));
    }

    void add(const Service& service, const Supply& supply, bool has_image_here, const DjangoSettings* settings) {
        TlsPair pair{.service = service.name, .title = fmt::format("service `{}`", escape_controls(service.name))};
        const bool knows_certificate = take(service, supply, has_image_here, certificate_variable, pair.certificate);
        const bool knows_key = take(service, supply, has_image_here, key_variable, pair.key);
        if (!knows_certificate && !knows_key) return;
        if (!knows_certificate || !knows_key) {
            const auto& half = knows_certificate ? pair.certificate : pair.key;
            if (!half || half->path.empty()) return;
            if (!lacks_other_half(service, supply, knows_certificate ? key_variable : certificate_variable)) return;
            pair.has_unseen_image = true;
        }
        pair.allowed_hosts = allowed_hosts_of(service, supply, settings);
        pairs_.push_back(std::move(pair));
    }

    // What the container has of one of the two; false where that is not known.
    bool take(const Service& service, const Supply& supply, bool has_image_here, std::string_view variable,
              std::optional<TlsInput>& input) const {
        // What an image has that is made elsewhere is not known either.
        const bool is_open = supply.is_open || !has_image_here;
        if (is_open && !is_given(service, variable)) return false;
        const SuppliedValue* supplied = supply.find(variable);
        if (supplied == nullptr) return true;
        if (!supplied->value) return false;
        const std::string from = fmt::format("service {}", service.name);
        input =
            TlsInput{std::string(supplied->value->reveal()), std::string(variable), from, supplied->at, std::nullopt};
        hide_content(*input);
        if (!input->path.empty() && !input->file) look_at(service, *input);
        return true;
    }

    // Of a half of which the other was not found: is nothing left that might give it but an image that is made
    // elsewhere? One that brings half a pair would be half configured wherever it runs.
    bool lacks_other_half(const Service& service, const Supply& supply, std::string_view variable) const {
        if (supply.is_open || service.is_unknown || supply.find(variable) != nullptr) return false;
        std::vector<std::string> words = service.entrypoint;
        words.insert(words.end(), service.command.begin(), service.command.end());
        const bool is_told = std::ranges::any_of(argument_commands(words), [](const ShellCommand& command) {
            return may_know_the_scheme(words_of(command));
        });
        return !is_told && join(words, " ").find(variable) == std::string::npos &&
               !may_be_set_by_image(facts_, variable);
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
        const Mount* mount = closest_mount(service, input.path);
        if (granted == nullptr && mount == nullptr && is_within(input.path, secrets_folder))
            return note_ungranted(service, input);
        if (!question_.scope.host) return;
        const auto file = granted == nullptr           ? host_path_of(service, input.path)
                          : granted->host_path.empty() ? std::nullopt
                                                       : std::optional(granted->host_path);
        if (file) {
            input.lies_at = *file;
            return read_file(input, question_.root / *file);
        }
        if (granted != nullptr) {
            input.kept_in = "a secret or config that is no file here";
        } else if (mount != nullptr) {
            input.kept_in = mount_words(*mount);
        }
    }

    // Compose puts into the folder of the secrets what the service is granted, and nothing else.
    static void note_ungranted(const Service& service, TlsInput& input) {
        if (service.is_unknown || !answers_requests(join(service.command, " "))) return;
        std::vector<std::string> granted;
        granted.reserve(service.secrets.size());
        for (const GrantedFile& secret : service.secrets)
            granted.push_back(container_path(secrets_folder, secret.target));
        note_absent(input, granted,
                    fmt::format("`secrets: [{}]` under the service grants it one that is defined at the top",
                                escape_controls(input.path.substr(input.path.rfind('/') + 1))));
    }

    static std::string mount_words(const Mount& mount) {
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
        return AllowedHosts{host_entries(supplied->value->reveal()), fmt::format("service {}", service.name),
                            supplied->at};
    }

    const Tree& tree_;
    const Question& question_;
    const Facts& facts_;
    std::vector<Builds> builds_;  // by Dockerfile
    std::vector<TlsPair> pairs_;
};

}  // namespace

std::vector<TlsPair> service_pairs(const Tree& tree, const Question& question, const Facts& facts) {
    return facts.compose ? ServicePairs(tree, question, facts).all() : std::vector<TlsPair>();
}

}  // namespace megactl::project
