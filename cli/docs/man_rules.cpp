#include "cli/docs/man.hpp"
#include "cli/docs/man_words.hpp"
#include "cli/docs/wording.hpp"
#include "core/base/text.hpp"

#include <fmt/format.h>

namespace megactl::cli::docs {
namespace {

constexpr std::string_view introduction = R"(
A rule is one thing that may be wrong with a deployment. Its name is its group and the problem. A report names it in
brackets behind the severity; `megactl explain RULE` prints what stands here.

A finding is set aside by a comment on its line or the line before:

    # megactl: allow RULE reason

A rule is set aside for the whole project by `megactl.toml`:

    [check]
    allow = ["RULE"]

What stands today is set aside until it changes by a baseline: `megactl check --write-baseline` writes it, `--baseline`
names it. All are counted in the summary. `--skip RULE` leaves a rule out of one run.
)";

void example(Mdoc& page, std::string_view headline, std::string_view text) {
    if (trim(text).empty()) return;
    page.paragraph(headline);
    page.literal(text);
}

void rule_text(Mdoc& page, const checks::Rule& rule) {
    page.subsection(rule.id);
    page.paragraph(sentence(rule.summary));
    page.paragraph(fmt::format("Severity: {}. Judged {}; it needs {}.", severity_text(rule), phase_text(rule.phase),
                               need_text(rule.need)));
    page.prose(rule.why);
    example(page, "Wrong:", rule.wrong);
    example(page, "Right:", rule.right);
    page.prose(rule.fix);
}

}  // namespace

ManualPage rules_page(const Catalogues& all) {
    Mdoc page(rules_file, "what megactl checks");
    page.section("DESCRIPTION");
    page.prose(introduction);
    for (const std::string_view group : rule_groups(all.rules)) {
        page.section(upper(group));
        for (const checks::Rule* rule : all.rules) {
            if (rule->group() == group) rule_text(page, *rule);
        }
    }
    std::vector<std::string> others{std::string(program_file), std::string(settings_file)};
    for (const std::string_view path : {"check", "explain"}) {
        if (const Command* command = find_command(path, all)) others.push_back(page_file(*command));
    }
    page.see_also(others);
    return {std::string(rules_file), std::move(page).take()};
}

}  // namespace megactl::cli::docs
