#include "core/report/baseline.hpp"

#include "core/base/error.hpp"
#include "core/report/fingerprint.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>

namespace megactl::report {
namespace {

Source text_of(std::string text, std::string name = "Dockerfile") {
    return std::make_shared<SourceText>(std::move(name), std::move(text));
}

Finding finding_at(const Source& source, std::size_t line, std::string variable = "") {
    Finding finding;
    finding.rule = "env/secret-in-image";
    finding.headline = "the secret is written into the image";
    finding.primary = Label{{source, source->line_span(line)}, ""};
    finding.variable = std::move(variable);
    return finding;
}

Baseline baseline_of(const Report& report) {
    return parse_baseline(text_of(baseline_text({nullptr, "production", "repo", entries_of(report)}), "base.json"));
}

TEST(Baseline, ReadsWhatItWrote) {
    Report report;
    report.findings = {finding_at(text_of("A=1\n"), 1, "A")};
    const Baseline baseline = baseline_of(report);
    ASSERT_EQ(baseline.entries.size(), 1U);
    EXPECT_EQ(baseline.mode, "production");
    EXPECT_EQ(baseline.scope, "repo");
    const BaselineEntry& entry = baseline.entries.front();
    EXPECT_EQ(entry.fingerprint, fingerprint(report.findings.front()));
    EXPECT_EQ(entry.rule, "env/secret-in-image");
    EXPECT_EQ(entry.file, "Dockerfile");
    EXPECT_EQ(baseline.source->text(entry.span), R"("env/secret-in-image")");
    EXPECT_EQ(baseline.source->line_at(entry.span.begin), 6U);
}

TEST(Baseline, KnowsAFindingThatMoved) {
    Report before;
    before.findings = {finding_at(text_of("ENV A=1\n"), 1)};
    Report after;
    after.findings = {finding_at(text_of("# new\n\n    ENV A=1\nENV B=1\n"), 3)};
    EXPECT_TRUE(set_aside(baseline_of(before), after).empty());
    EXPECT_TRUE(after.findings.empty());
    ASSERT_EQ(after.allowed.size(), 1U);
    EXPECT_EQ(after.allowed.front().by, Report::Allowed::By::baseline);
}

TEST(Baseline, LetsAChangedLineSpeakAndCallsItsEntryUnanswered) {
    Report before;
    before.findings = {finding_at(text_of("ENV A=1\n"), 1)};
    Report after;
    after.findings = {finding_at(text_of("ENV A=2\n"), 1)};
    const Baseline baseline = baseline_of(before);
    EXPECT_EQ(set_aside(baseline, after).size(), 1U);
    EXPECT_EQ(after.findings.size(), 1U);
}

TEST(Baseline, CountsFindingsOfOneFingerprint) {
    const Source source = text_of("ENV A=1\nENV A=1\nENV A=1\n");
    Report before;
    before.findings = {finding_at(source, 1), finding_at(source, 2)};
    Report after;
    after.findings = {finding_at(source, 1), finding_at(source, 2), finding_at(source, 3)};
    EXPECT_TRUE(set_aside(baseline_of(before), after).empty());
    ASSERT_EQ(after.findings.size(), 1U);
    EXPECT_EQ(after.findings.front().primary->at.line(), 3U);
}

TEST(Baseline, TakesWhatACommentAllowsForAnswered) {
    Report before;
    before.findings = {finding_at(text_of("ENV A=1\n"), 1)};
    Report after;
    after.allowed = {{before.findings.front(), Report::Allowed::By::comment}};
    EXPECT_TRUE(set_aside(baseline_of(before), after).empty());
    EXPECT_EQ(after.allowed.size(), 1U);
}

TEST(Baseline, HoldsNoTraceOfASecret) {
    Report one;
    one.findings = {finding_at(text_of("API_TOKEN=w9Lr4dTzX2nQ7bKf\n"), 1)};
    Report other;
    other.findings = {finding_at(text_of("API_TOKEN=p0Zz4dTzX2nQ7bKf\n"), 1)};
    EXPECT_EQ(baseline_text({nullptr, "", "", entries_of(one)}), baseline_text({nullptr, "", "", entries_of(other)}));
}

TEST(Baseline, WritesNoFindings) {
    EXPECT_TRUE(baseline_of({}).entries.empty());
}

TEST(Baseline, WritesEntriesInOneOrder) {
    const Source source = text_of("ENV A=1\nENV B=1\n");
    Report one;
    one.findings = {finding_at(source, 1), finding_at(source, 2)};
    Report other;
    other.findings = {finding_at(source, 2), finding_at(source, 1)};
    EXPECT_EQ(baseline_text({nullptr, "", "", entries_of(one)}), baseline_text({nullptr, "", "", entries_of(other)}));
}

TEST(Baseline, RefusesWhatIsDamaged) {
    for (const auto* text : {"", " \n", "[]", "{}", "nonsense", R"({"baseline": 1)", R"({"baseline": 1})",
                             R"({"baseline": "1", "findings": []})", R"({"baseline": 0, "findings": []})",
                             R"({"baseline": 2, "findings": []})", R"({"baseline": 1, "findings": {}})",
                             R"({"baseline": 1, "findings": [1]})", R"({"baseline": 1, "findings": [{"rule": "a/b"}]})",
                             R"({"baseline": 1, "findings": [{"rule": "a/b", "fingerprint": 5}]})", "\xff"}) {
        EXPECT_THROW(parse_baseline(text_of(text)), Error) << text;
    }
}

TEST(Baseline, StaysLinearInManyFindingsOfOneLongLine) {
    const Source source = text_of(std::string(1U << 20U, 'x'));
    Report report;
    for (int i = 0; i < 2'000; ++i)
        report.findings.push_back(finding_at(source, 1, fmt::format("V{}", i)));
    const Baseline baseline = baseline_of(report);
    EXPECT_TRUE(set_aside(baseline, report).empty());
    EXPECT_TRUE(report.findings.empty());
}

}  // namespace
}  // namespace megactl::report
