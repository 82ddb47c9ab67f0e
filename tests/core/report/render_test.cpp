#include "core/report/render.hpp"

#include <gtest/gtest.h>

namespace megactl::report {
namespace {

Report report_with(std::size_t warnings, std::size_t notes) {
    const Source file = std::make_shared<SourceText>("f", "x\n");
    Report report;
    report.rules = {"env/never-read", "env/unset-at-build", "mounts/unlabelled"};
    for (std::size_t i = 0; i < warnings + notes; ++i) {
        Finding finding;
        finding.rule = i < warnings ? "env/never-read" : "mounts/unlabelled";
        finding.severity = i < warnings ? Severity::warning : Severity::note;
        finding.headline = "number " + std::to_string(i + 1);
        finding.primary = Label{{file, {0, 1}}, "here"};
        finding.help = {"do this"};
        report.findings.push_back(finding);
    }
    return report;
}

TEST(RenderText, ShowsAFindingWithItsPlaceAndItsWayOut) {
    EXPECT_EQ(render_text(report_with(1, 0), Palette::plain(), false),
              "warning[env/never-read]: number 1\n"
              " --> f:1:1\n"
              "1 | x\n"
              "  | ^ here\n"
              "  = help: do this\n"
              "  = more: megactl explain env/never-read\n"
              "\n"
              "1 warning from 3 rules\n");
}

TEST(RenderText, GoesOnInFurtherLinesWhereATerminalIsNarrow) {
    Report report = report_with(1, 0);
    report.findings[0].headline = "`DEBUG` is set by the image and read by nothing";
    report.findings[0].help = {"remove it, or read it: `os.environ.get(\"DEBUG\")`"};
    EXPECT_EQ(render_finding(report.findings[0], Palette::plain(), 44),
              "warning[env/never-read]: `DEBUG` is set by\n"
              "    the image and read by nothing\n"
              " --> f:1:1\n"
              "1 | x\n"
              "  | ^ here\n"
              "  = help: remove it, or read it:\n"
              "          `os.environ.get(\"DEBUG\")`\n"
              "  = more: megactl explain env/never-read\n"
              "\n");
}

TEST(RenderText, LeavesASentenceThatFitsAsItIs) {
    Report report = report_with(1, 0);
    report.findings[0].headline = "two  blanks";
    EXPECT_NE(render_finding(report.findings[0], Palette::plain(), 80).find("two  blanks\n"), std::string::npos);
}

TEST(RenderText, CountsWarningsBeyondTheFirstScreen) {
    const std::string text = render_text(report_with(13, 0), Palette::plain(), false);
    EXPECT_NE(text.find("number 10\n"), std::string::npos);
    EXPECT_NE(text.find("warning[env/never-read]: 3 more, the first: number 11\n"), std::string::npos);
    EXPECT_NE(render_text(report_with(13, 0), Palette::plain(), true).find("number 13\n"), std::string::npos);
}

TEST(RenderText, CountsNotesUntilAskedForAll) {
    EXPECT_EQ(render_text(report_with(0, 2), Palette::plain(), false), "2 notes from 3 rules (-v shows the notes)\n");
    EXPECT_NE(render_text(report_with(0, 2), Palette::plain(), true).find("note[mounts/unlabelled]: number 2"),
              std::string::npos);
}

TEST(RenderText, PaintsOnlyWhenAsked) {
    EXPECT_EQ(render_text(report_with(1, 0), Palette::plain(), false).find('\033'), std::string::npos);
    EXPECT_NE(render_text(report_with(1, 0), Palette::coloured(), false).find("\033[1;33mwarning[env/never-read]"),
              std::string::npos);
}

TEST(RenderText, AFindingWithoutTextNamesItsFile) {
    Report report = report_with(1, 0);
    report.findings[0].primary.reset();
    report.findings[0].file = "certs/key.pem";
    EXPECT_NE(render_text(report, Palette::plain(), false).find("\n --> certs/key.pem\n"), std::string::npos);
}

TEST(RenderJson, HasTheDocumentedKeys) {
    Report report = report_with(1, 0);
    report.findings[0].variable = "DEBUG";
    report.scope = "repo";
    EXPECT_EQ(render_json(report), R"({
  "findings": [
    {
      "rule": "env/never-read",
      "severity": "warning",
      "message": "number 1",
      "file": "f",
      "line": 1,
      "column": 1,
      "variable": "DEBUG",
      "fix": "do this"
    }
  ],
  "summary": {
    "errors": 0,
    "warnings": 1,
    "notes": 0,
    "allowed": 0,
    "rules": 3,
    "rules_not_judged": 0,
    "scope": "repo",
    "files": 0
  }
}
)");
}

TEST(RenderError, GoesOnInFurtherLinesWhereATerminalIsNarrow) {
    const Error error = Error(Error::Kind::input, "nothing says which queue is meant, and none is made by chance")
                            .help("`--broker redis://localhost:6379/0` or CELERY_BROKER_URL names it");
    EXPECT_EQ(render_error(error, Palette::plain(), 43),
              "error: nothing says which queue is meant,\n"
              "     and none is made by chance\n"
              "  help: `--broker redis://localhost:6379/0`\n"
              "        or CELERY_BROKER_URL names it\n");
}

TEST(RenderError, NamesThePlaceAndTheNextStep) {
    const Source file = std::make_shared<SourceText>("megactl.toml", "threads = 1O\n");
    const Error error = Error(Error::Kind::input, "megactl.toml is not valid TOML")
                            .at({file, {10, 12}}, "expected a number; this is the letter O")
                            .help("write `10`");
    EXPECT_EQ(render_error(error, Palette::plain()),
              "error: megactl.toml is not valid TOML\n"
              " --> megactl.toml:1:11\n"
              "1 | threads = 1O\n"
              "  |           ^^ expected a number; this is the letter O\n"
              "  help: write `10`\n");
}

}  // namespace
}  // namespace megactl::report
