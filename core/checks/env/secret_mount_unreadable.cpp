#include "core/base/text.hpp"
#include "core/checks/env/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace megactl::checks::env_rules {
namespace {

using project::Dockerfile;
using project::Flag;

// `type=secret,id=token,uid=1000` as pairs; a lone word has an empty value.
std::map<std::string, std::string, std::less<>> parts_of(std::string_view value) {
    std::map<std::string, std::string, std::less<>> parts;
    for (const std::string_view part : split(value, ',')) {
        const std::size_t equals = part.find('=');
        const bool has_value = equals != std::string_view::npos;
        parts.emplace(lower(part.substr(0, equals)), has_value ? part.substr(equals + 1) : std::string_view());
    }
    return parts;
}

bool is_root(std::string_view user) {
    user = user.substr(0, user.find(':'));
    return user.empty() || user == "root" || user == "0";
}

class Judge {
public:
    Judge(const Facts& facts, std::size_t index) : facts_(facts), dockerfile_(facts.dockerfiles[index]) {
        if (!facts.compose) return;
        for (const project::Service& service : facts.compose->services) {
            if (service.build && is_build_of(*service.build, dockerfile_) && !service.is_unknown)
                builds_.push_back(&service);
        }
    }

    Findings take() && { return std::move(findings_); }

    void judge_stage(std::size_t stage) {
        const project::Stage& own = dockerfile_.stages[stage];
        for (std::size_t i = own.from; i < own.end; ++i) {
            if (dockerfile_.instructions[i].keyword != "RUN") continue;
            for (const Flag& flag : dockerfile_.instructions[i].flags) {
                if (flag.name == "mount") judge_mount(stage, i, flag);
            }
        }
    }

private:
    void judge_mount(std::size_t stage, std::size_t instruction, const Flag& flag) {
        const auto parts = parts_of(flag.value);
        const auto type = parts.find("type");
        if (type == parts.end() || type->second != "secret" || flag.value.find('$') != std::string::npos) return;
        judge_reader(stage, instruction, flag, parts.contains("uid") || parts.contains("mode"), parts.contains("env"));
        const auto id = parts.find("id");
        if (id != parts.end()) judge_builds(stage, flag, id->second);
    }

    // The file is root's, mode 0400.
    void judge_reader(std::size_t stage, std::size_t instruction, const Flag& flag, bool says_owner, bool is_variable) {
        const std::string user = project::user_before(dockerfile_, stage, instruction);
        if (says_owner || is_variable || is_root(user) || user.find('$') != std::string::npos) return;
        Finding finding = base_finding(stage, flag);
        finding.headline = fmt::format("the secret is readable for root alone, and this RUN is {}'s", user);
        finding.primary->text = "mode 0400 and uid 0, where nothing else is said";
        finding.help = {"`uid=` with the number of the user, or `mode=0444`, or `env=NAME` for a variable"};
        findings_.push_back(std::move(finding));
    }

    void judge_builds(std::size_t stage, const Flag& flag, const std::string& id) {
        for (const project::Service* service : builds_) {
            const auto target = dockerfile_.stage_index(service->build->target);
            if (!target || !dockerfile_.needed_for(*target)[stage]) continue;
            if (std::ranges::find(service->build->secrets, id) != service->build->secrets.end()) continue;
            Finding finding = base_finding(stage, flag);
            if (!service->profiles.empty()) finding.severity = Severity::note;
            finding.headline = fmt::format("the build of {} gives no secret `{}`", service->name, id);
            finding.primary->text = "the file is silently not there, unless `required=true`";
            finding.related.push_back({service->build->at, fmt::format("has no `{}` among its `secrets:`", id)});
            finding.help = {
                fmt::format("`secrets: [{0}]` under this `build:`, and `{0}` in the top-level `secrets:`", id)};
            finding.service = service->name;
            findings_.push_back(std::move(finding));
            return;
        }
    }

    Finding base_finding(std::size_t stage, const Flag& flag) const {
        const auto needed = dockerfile_.needed_for(dockerfile_.stages.size() - 1);
        Finding finding;
        finding.severity =
            needed[stage] || !builds_.empty() ? secret_mount_unreadable.severity_in(facts_.mode) : Severity::note;
        finding.primary = Label{dockerfile_.locate(flag.span), ""};
        finding.stage = dockerfile_.stages[stage].label(stage);
        finding.phase = "build";
        return finding;
    }

    const Facts& facts_;
    const Dockerfile& dockerfile_;
    std::vector<const project::Service*> builds_;
    Findings findings_;
};

Findings judge(const Facts& facts) {
    Findings findings;
    for (std::size_t index = 0; index < facts.dockerfiles.size(); ++index) {
        Judge judge(facts, index);
        for (std::size_t stage = 0; stage < facts.dockerfiles[index].stages.size(); ++stage)
            judge.judge_stage(stage);
        for (Finding& finding : std::move(judge).take())
            findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace

constinit const Rule secret_mount_unreadable{
    .id = "env/secret-mount-unreadable",
    .severity = {.production = Severity::warning, .development = Severity::warning},
    .phase = Phase::build,
    .need = Need::repo,
    .summary = "a secret of the build can't be read, or is not given",
    .why =
        R"(`RUN --mount=type=secret` brings the secret as a file of root's with mode 0400: behind a USER line the command
can't read it. And a secret that the build is not given is no error: the file is silently missing, `$(cat …)` is
empty, and what comes of it fails later or, worse, does not.)",
    .wrong = R"x(USER app
RUN --mount=type=secret,id=token TOKEN="$(cat /run/secrets/token)" npm ci)x",
    .right = R"(USER app
RUN --mount=type=secret,id=token,env=TOKEN,required=true npm ci)",
    .fix = R"(Say `uid=` or `mode=`, or take the secret as a variable with `env=NAME`. Add `required=true`, then a build
without it stops. In the compose file name it under `build: secrets:` and in the top-level `secrets:`.)",
    .judge = judge,
};

}  // namespace megactl::checks::env_rules
