#include "core/report/fingerprint.hpp"
#include "core/report/place.hpp"
#include "core/report/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace megactl::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Finding finding_in(const std::string& text, Span span) {
    Finding finding;
    finding.rule = "env/never-read";
    finding.severity = Severity::warning;
    finding.headline = "50% of it: never, read";
    finding.primary = Label{{std::make_shared<SourceText>("conf/a b.env", text), span}, "here"};
    finding.help = {"do <this>", "or that"};
    return finding;
}

Report report_of(std::vector<Finding> findings) {
    Report report;
    report.rules = {"env/never-read", "env/set-twice", "mounts/unlabelled"};
    report.findings = std::move(findings);
    return report;
}

constexpr std::array rules{
    RuleText{"env/never-read", "nothing reads it", "Why.", "Fix.", Severity::warning},
    RuleText{"mounts/unlabelled", "it has no label", "Why.", "Fix.", Severity::error},
};

TEST(Place, EndsBehindTheLastCharacter) {
    const Finding finding = finding_in("X=1\nÜ=two\n", {4, 10});  // the line's text lives as long as its finding
    const Place place = place_of(finding);
    EXPECT_EQ(text_of(place), "conf/a b.env:2:1");
    EXPECT_EQ(place.end_line, 2U);
    EXPECT_EQ(place.end_column, 6U);
    EXPECT_EQ(place.line_text, "Ü=two");
}

TEST(Place, MayCoverLines) {
    const Place place = place_of(finding_in("X=1\nY=2\nZ", {0, 8}));
    EXPECT_EQ(place.line, 1U);
    EXPECT_EQ(place.end_line, 2U);
    EXPECT_EQ(place.end_column, 4U);  // the line end is no character of its line
}

TEST(Place, OfAnEmptySpanIsAPoint) {
    const Place place = place_of(finding_in("", {0, 0}));
    EXPECT_EQ(place.line, 1U);
    EXPECT_EQ(place.column, place.end_column);
}

TEST(Place, WithoutTextIsTheFileOrTheProject) {
    Finding finding = finding_in("X", {0, 1});
    finding.primary.reset();
    EXPECT_EQ(text_of(place_of(finding)), ".");
    finding.file = "certs/key.pem";
    EXPECT_EQ(text_of(place_of(finding)), "certs/key.pem");
}

TEST(Fingerprint, StaysWhereTheLineOnlyMoves) {
    const std::string before = fingerprint(finding_in("X=1\n", {0, 3}));
    EXPECT_EQ(fingerprint(finding_in("# new\n  X=1\n", {8, 11})), before);
    EXPECT_NE(fingerprint(finding_in("X=2\n", {0, 3})), before);
    Finding other = finding_in("X=1\n", {0, 3});
    other.service = "web";
    EXPECT_NE(fingerprint(other), before);
    EXPECT_EQ(before.size(), 16U);
}

TEST(RenderGithub, WritesAnAnnotationALine) {
    EXPECT_EQ(render_github(report_of({finding_in("X=1\n", {0, 3})})),
              "::warning file=conf/a b.env,line=1,endLine=1,col=1,endColumn=4,title=env/never-read::"
              "50%25 of it: never, read%0Ahelp: do <this>%0Ahelp: or that\n");
}

TEST(RenderGithub, LeavesColumnsOutBetweenLines) {
    const std::string text = render_github(report_of({finding_in("X=1\nY=2\n", {0, 7})}));
    EXPECT_THAT(text, HasSubstr("line=1,endLine=2,title="));
}

TEST(RenderGithub, CallsANoteANotice) {
    Finding note = finding_in("X", {0, 1});
    note.severity = Severity::note;
    note.primary.reset();
    note.file = "a,b:c";
    EXPECT_THAT(render_github(report_of({note})),
                testing::StartsWith("::notice file=a%2Cb%3Ac,title=env/never-read::"));
}

TEST(RenderJunit, CountsWhatReachesTheLimitAsFailures) {
    const Report report = report_of({finding_in("X=1\n", {0, 3})});
    EXPECT_THAT(render_junit(report, Severity::warning),
                HasSubstr("<testsuite name=\"env\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\""));
    EXPECT_THAT(render_junit(report, Severity::error),
                HasSubstr("<testsuites name=\"megactl\" tests=\"3\" failures=\"0\""));
    EXPECT_THAT(render_junit(report, Severity::error), HasSubstr("<system-out>warning[env/never-read]"));
}

TEST(RenderJunit, HasACaseForEachRuleThatHeld) {
    const std::string text = render_junit(report_of({}), Severity::error);
    EXPECT_THAT(text, HasSubstr("<testcase classname=\"mounts/unlabelled\" name=\"mounts/unlabelled\" time=\"0\"/>"));
    EXPECT_THAT(text, HasSubstr("<testsuite name=\"mounts\" tests=\"1\""));
}

TEST(RenderJunit, NamesNoTwoCasesAlike) {
    const Finding finding = finding_in("X=1\n", {0, 3});
    const std::string text = render_junit(report_of({finding, finding}), Severity::warning);
    EXPECT_THAT(text, HasSubstr("name=\"conf/a b.env:1:1 50% of it: never, read\""));
    EXPECT_THAT(text, HasSubstr("name=\"conf/a b.env:1:1 50% of it: never, read (2)\""));
}

TEST(RenderJunit, HoldsNothingThatXmlCanNot) {
    Finding finding = finding_in("X=1\n", {0, 3});
    finding.headline = "a\x01 <b> & \"c\" \xff";
    const std::string text = render_junit(report_of({finding}), Severity::warning);
    EXPECT_THAT(text, HasSubstr("message=\"a\\x01 &lt;b&gt; &amp; &quot;c&quot; \\xFF\""));
    EXPECT_THAT(text, HasSubstr("do &lt;this&gt;"));
    EXPECT_THAT(text, Not(HasSubstr("\x01")));
}

TEST(RenderJunit, SkipsWhatIsAllowed) {
    Report report = report_of({});
    report.allowed = {{finding_in("X=1\n", {0, 3}), Report::Allowed::By::project}};
    EXPECT_THAT(render_junit(report, Severity::error), HasSubstr("<skipped message=\"allowed by megactl.toml\"/>"));
}

TEST(RenderSarif, PointsIntoTheTree) {
    const std::string text = render_sarif(report_of({finding_in("X=1\n", {0, 3})}), rules, "1.2.3");
    EXPECT_THAT(text, HasSubstr("\"version\": \"1.2.3\""));
    EXPECT_THAT(text, HasSubstr("\"uri\": \"conf/a%20b.env\""));
    EXPECT_THAT(text, HasSubstr("\"uriBaseId\": \"%SRCROOT%\""));
    EXPECT_THAT(text, HasSubstr("\"ruleIndex\": 0"));
    EXPECT_THAT(text, HasSubstr("\"level\": \"warning\""));
    EXPECT_THAT(text, HasSubstr("\"endColumn\": 4"));
}

TEST(RenderSarif, NamesAbsoluteFilesAsThey) {
    Finding finding = finding_in("X", {0, 1});
    finding.primary.reset();
    finding.file = "/etc/ssl/a.pem";
    const std::string text = render_sarif(report_of({finding}), rules, "1");
    EXPECT_THAT(text, HasSubstr("\"uri\": \"file:///etc/ssl/a.pem\""));
    EXPECT_THAT(text, Not(HasSubstr("uriBaseId")));
    EXPECT_THAT(text, Not(HasSubstr("region")));
}

TEST(RenderSarif, TellsTwoAlikeApart) {
    const Finding finding = finding_in("X=1\n", {0, 3});
    const std::string text = render_sarif(report_of({finding, finding}), rules, "1");
    const std::string print = fingerprint(finding);
    EXPECT_THAT(text, HasSubstr(print + ":1\""));
    EXPECT_THAT(text, HasSubstr(print + ":2\""));
}

TEST(RenderSarif, KeepsWhatIsAllowedAsSuppressed) {
    Report report = report_of({});
    report.allowed = {{finding_in("X=1\n", {0, 3}), Report::Allowed::By::comment}};
    EXPECT_THAT(render_sarif(report, rules, "1"), HasSubstr("\"kind\": \"inSource\""));
}

}  // namespace
}  // namespace megactl::report
