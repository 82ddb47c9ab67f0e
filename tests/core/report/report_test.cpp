#include "core/report/report.hpp"

#include <gtest/gtest.h>

namespace megactl::report {
namespace {

Finding finding_of(std::string_view rule, Severity severity) {
    Finding finding;
    finding.rule = rule;
    finding.severity = severity;
    return finding;
}

TEST(Report, SumsUp) {
    Report report;
    report.rules.assign(41, "a/b");
    report.files = 6;
    EXPECT_EQ(summary(report), "no findings from 41 rules over 6 files");
    report.findings = {finding_of("a/b", Severity::error), finding_of("a/c", Severity::note)};
    report.allowed = {{finding_of("a/b", Severity::error), Report::Allowed::By::comment}};
    EXPECT_EQ(summary(report), "1 error, 1 note from 41 rules over 6 files; 1 finding allowed by a comment");
    report.rules_left = 2;
    report.scope = "repo";
    EXPECT_EQ(summary(report),
              "1 error, 1 note from 41 rules over 6 files; 2 rules not judged in scope repo; "
              "1 finding allowed by a comment");
}

TEST(Report, KnowsItsWorst) {
    Report report;
    EXPECT_EQ(report.worst(), std::nullopt);
    report.findings = {finding_of("a/b", Severity::note), finding_of("a/c", Severity::warning)};
    EXPECT_EQ(report.worst(), Severity::warning);
}

TEST(Report, SortsWorstFirstAndElseKeepsTheOrder) {
    Findings findings{finding_of("a", Severity::note), finding_of("b", Severity::error),
                      finding_of("c", Severity::note), finding_of("d", Severity::error)};
    sort_by_severity(findings);
    std::string order;
    for (const Finding& finding : findings)
        order += finding.rule;
    EXPECT_EQ(order, "bdac");
}

}  // namespace
}  // namespace megactl::report
