#include "core/project/workload_pairs.hpp"

#include "core/base/text.hpp"
#include "core/project/server_command.hpp"
#include "core/project/tls_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace megactl::project {
namespace {

// A manifest may be an example, to be filled in: `...`, `<base64 of the certificate>`.
bool is_to_be_filled_in(std::string_view content) {
    return content.find("-----BEGIN") == std::string_view::npos || content.find("...") != std::string_view::npos ||
           content.find('<') != std::string_view::npos || content.find("\u2026") != std::string_view::npos;
}

class WorkloadPairs {
public:
    explicit WorkloadPairs(const Facts& facts) : facts_(facts) {}

    std::vector<TlsPair> all() && {
        for (const Workload& workload : facts_.workloads) {
            if (workload.kind == Workload::Kind::kubernetes && !workload.is_initial) add(workload);
        }
        return std::move(pairs_);
    }

private:
    enum class Knowledge { told, absent, unknown };

    void add(const Workload& workload) {
        TlsPair pair{.service = workload.name, .title = workload.title, .has_unseen_image = true};
        const Knowledge certificate = take(workload, certificate_variable, pair.certificate);
        const Knowledge key = take(workload, key_variable, pair.key);
        if (certificate == Knowledge::unknown || key == Knowledge::unknown) return;
        if (certificate != key && !lacks_other_half(workload)) return;
        pair.allowed_hosts = allowed_hosts_of(workload);
        pairs_.push_back(std::move(pair));
    }

    // What the container has of one of the two.
    Knowledge take(const Workload& workload, std::string_view variable, std::optional<TlsInput>& input) const {
        const GivenVariable* given = last_given(workload, variable);
        if (given == nullptr) return workload.is_open ? Knowledge::unknown : Knowledge::absent;
        if (!given->value) return Knowledge::unknown;
        input = TlsInput{*given->value, std::string(variable), workload.title, given->at, std::nullopt};
        hide_content(*input);
        if (input->path.empty() || input->file) return Knowledge::told;
        const auto file = std::ranges::find(workload.files, input->path, &MountedFile::path);
        if (file != workload.files.end()) look_at(*file, *input);
        return Knowledge::told;
    }

    static const GivenVariable* last_given(const Workload& workload, std::string_view variable) {
        const auto& all = workload.environment;
        const auto found =
            std::find_if(all.rbegin(), all.rend(), [&](const GivenVariable& given) { return given.name == variable; });
        return found == all.rend() ? nullptr : &*found;
    }

    static void look_at(const MountedFile& file, TlsInput& input) {
        input.lies_at = fmt::format("{} {}", file.kept_in, file.path);
        if (file.is_absent) {
            note_absent(input, file.beside,
                        file.beside.empty() ? fmt::format("{} is empty", file.kept_in)
                                            : fmt::format("{} has {}", file.kept_in, join(file.beside, ", ")));
        } else if (file.content && !is_to_be_filled_in(file.content->reveal())) {
            input.file = tls::parse_pem(input.path, file.content->reveal());
        } else {
            input.kept_in = file.kept_in;
        }
    }

    // Is nothing left that might give it but an image of which nothing here tells what it sets?
    bool lacks_other_half(const Workload& workload) const {
        std::string started;
        for (const ShellCommand& command : workload.commands)
            started += words_of(command) + "\n";
        const auto may_come_from_elsewhere = [&](std::string_view variable) {
            return last_given(workload, variable) == nullptr &&
                   (started.find(variable) != std::string::npos || may_be_set_by_image(facts_, variable));
        };
        return !may_know_the_scheme(started) && !may_come_from_elsewhere(certificate_variable) &&
               !may_come_from_elsewhere(key_variable);
    }

    // Nothing where its settings take them from elsewhere.
    std::optional<AllowedHosts> allowed_hosts_of(const Workload& workload) const {
        const GivenVariable* given = last_given(workload, hosts_variable);
        if (given == nullptr || !given->value) return std::nullopt;
        const auto load = std::ranges::find_if(facts_.workload_loads, [&](const WorkloadLoad& one) {
            return &facts_.workloads[one.workload] == &workload;
        });
        if (load != facts_.workload_loads.end()) {
            const auto& reads = facts_.settings[load->settings].reads;
            if (std::ranges::find(reads, hosts_variable, &VariableRead::name) == reads.end()) return std::nullopt;
        }
        return AllowedHosts{host_entries(*given->value), workload.title, given->at};
    }

    const Facts& facts_;
    std::vector<TlsPair> pairs_;
};

}  // namespace

std::vector<TlsPair> workload_pairs(const Facts& facts) {
    return WorkloadPairs(facts).all();
}

}  // namespace megactl::project
