#include "core/staticfiles/rewrite.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>

namespace megactl::staticfiles {
namespace {

constexpr std::string_view hash = "0123456789ab";

// A root of a few files; all have the same hash.
class FewFiles final : public StaticNames {
public:
    std::optional<std::string> hashed(std::string_view key) override {
        const auto found = names_.find(key);
        return found == names_.end() ? std::nullopt : std::optional(found->second);
    }
    Plain plain(std::string_view path) override {
        if (path.starts_with("..") || path.starts_with('/')) return {Plain::Kind::outside, {}};
        if (path == "css" || path == "img" || path.empty()) return {Plain::Kind::folder, {}};
        if (names_.contains(path)) return {Plain::Kind::file, std::string(hash)};
        return {Plain::Kind::missing, {}};
    }

private:
    std::map<std::string, std::string, std::less<>> names_{
        {"css/a.css", "css/a.0123456789ab.css"},     {"css/b.css", "css/b.0123456789ab.css"},
        {"img/x.png", "img/x.0123456789ab.png"},     {"img/p q.png", "img/p q.0123456789ab.png"},
        {"font.eot", "font.0123456789ab.eot"},       {"js/m.js", "js/m.0123456789ab.js"},
        {"js/m.js.map", "js/m.js.0123456789ab.map"}, {"css/a.css.map", "css/a.css.0123456789ab.map"},
    };
};

Rewritten rewritten(std::string_view file, std::string_view text, DjangoRelease release = DjangoRelease::v5_2) {
    FewFiles names;
    return rewrite(file, text, {.release = release, .rewrites_modules = release > DjangoRelease::v3_2}, names);
}

std::string css(std::string_view text, DjangoRelease release = DjangoRelease::v5_2) {
    return rewritten("css/m.css", text, release).text;
}

std::string js(std::string_view text, DjangoRelease release = DjangoRelease::v5_2) {
    return rewritten("js/n.js", text, release).text;
}

TEST(Rewrite, PutsTheHashedNameIntoAUrlAndKeepsTheWayToIt) {
    EXPECT_EQ(css("a{b:url(../img/./x.png)}"), "a{b:url(\"../img/./x.0123456789ab.png\")}");
    EXPECT_EQ(css("a{b:URL( ../img/x.png)}"), "a{b:url(\"../img/x.0123456789ab.png\")}");
    EXPECT_EQ(css("myurl('/static/img/x.png')"), "myurl(\"/static/img/x.0123456789ab.png\")");
    EXPECT_EQ(css("url('../img/p%20q.png')"), "url(\"../img/p q.0123456789ab.png\")");
}

TEST(Rewrite, LeavesWhatLeadsElsewhere) {
    for (const std::string_view text : {"url(data:x)", "url(https://x/y.png)", "url(/other/y.png)", "url(\"#f\")",
                                        "url(//cdn/x.png)", "url(\nx\n)", "url(x"}) {
        EXPECT_EQ(css(text), text);
    }
    EXPECT_TRUE(rewritten("css/m.css", "url(//cdn/x.png) url(#f)").remarks.empty());
}

TEST(Rewrite, MakesAnImportAUrl) {
    EXPECT_EQ(css("@import 'a.css' screen;"), "@import url(\"a.0123456789ab.css\") screen;");
    EXPECT_EQ(css("@import\n\"a.css\";@IMPORT 'b.css';"),
              "@import url(\"a.0123456789ab.css\");@import url(\"b.0123456789ab.css\");");
    EXPECT_EQ(css("@import url(a.css);"), "@import url(\"a.0123456789ab.css\");");
}

TEST(Rewrite, KeepsFragmentsAndTheEmptyQuery) {
    EXPECT_EQ(css("url(../font.eot?#iefix)"), "url(\"../font.0123456789ab.eot?#iefix\")");
    EXPECT_EQ(css("url(../img/x.png?v=1#w)"), "url(\"../img/x.0123456789ab.png?v=1#w\")");
    EXPECT_EQ(css("url(../img/x.png?)"), "url(\"../img/x.0123456789ab.png\")");
    EXPECT_EQ(css("url(../img/x.png#)"), "url(\"../img/x.0123456789ab.png\")");
}

TEST(Rewrite, PointsAtAReferenceThatLeadsNowhereInTheOriginalText) {
    const std::string text = "url(../img/x.png)\n@import 'gone.css';";
    const auto remarks = rewritten("css/m.css", text).remarks;
    ASSERT_EQ(remarks.size(), 1);
    EXPECT_EQ(remarks[0].kind, Resolution::Kind::missing);
    EXPECT_EQ(remarks[0].target, "css/gone.css");
    EXPECT_EQ(text.substr(remarks[0].at.begin, remarks[0].at.end - remarks[0].at.begin), "gone.css");
}

TEST(Rewrite, TellsAReferenceThatLeavesTheRoot) {
    const auto remarks = rewritten("css/m.css", "url(../../etc/passwd)").remarks;
    ASSERT_EQ(remarks.size(), 1);
    EXPECT_EQ(remarks[0].kind, Resolution::Kind::outside);
}

TEST(Rewrite, TakesAQuoteThatNeverCloses) {
    EXPECT_EQ(css("url('../img/x.png\")"), "url(\"../img/x.0123456789ab.png\")");
    EXPECT_EQ(rewritten("css/m.css", "url('../img/x.png\")", DjangoRelease::v6_1).remarks.size(), 1);
    EXPECT_EQ(rewritten("css/m.css", "url( 'a.css')").remarks.size(), 1);
}

TEST(Rewrite, FindsReferencesInCommentsUntilTheyAreLeftOut) {
    const std::string_view text = "/* url(gone.png) */ a{b:url(a.css)} 'url(gone.png)'";
    const auto before = rewritten("css/m.css", text);
    ASSERT_EQ(before.remarks.size(), 2);
    EXPECT_TRUE(before.remarks[0].is_in_comment);
    EXPECT_FALSE(before.remarks[1].is_in_comment);
    const auto since = rewritten("css/m.css", text, DjangoRelease::v6_1);
    EXPECT_TRUE(since.remarks.empty());
    EXPECT_EQ(since.text, "/* url(gone.png) */ a{b:url(\"a.0123456789ab.css\")} 'url(gone.png)'");
}

TEST(Rewrite, FollowsSourceMapsWhereTheReleaseDoes) {
    const std::string_view style = "a{}\n/*# sourceMappingURL=a.css.map */\n";
    EXPECT_EQ(css(style), "a{}\n/*# sourceMappingURL=a.css.0123456789ab.map */\n");
    EXPECT_EQ(css(style, DjangoRelease::v3_2), style);
    EXPECT_EQ(css("a{} /*# sourceMappingURL=a.css.map */"), "a{} /*# sourceMappingURL=a.css.map */");
    EXPECT_EQ(css("/*# sourceMappingURL=a.css.map */\r\n"), "/*# sourceMappingURL=a.css.map */\r\n");
    EXPECT_EQ(js("x\n//# sourceMappingURL=m.js.map\r\n"), "x\n//# sourceMappingURL=m.js.0123456789ab.map\n");
    EXPECT_EQ(js("//# sourcemappingurl=m.js.map"), "//# sourcemappingurl=m.js.map");
}

TEST(Rewrite, RenamesModules) {
    EXPECT_EQ(js("import a from './m.js';"), "import a from \"./m.0123456789ab.js\";");
    EXPECT_EQ(js("import {a}from\"./m.js\" ;"), "import {a} from \"./m.0123456789ab.js\";");
    EXPECT_EQ(js("export * from './m.js'\n;x"), "export * from \"./m.0123456789ab.js\";x");
    EXPECT_EQ(js("import './m.js';"), "import\"./m.0123456789ab.js\";");
    EXPECT_EQ(js("import('./m.js')"), "import(\"./m.0123456789ab.js\")");
    EXPECT_EQ(js("import a from 'react';"), "import a from 'react';");
    EXPECT_EQ(js("import a from './m.js'"), "import a from './m.js'");
}

TEST(Rewrite, RenamesModulesByTheRulesOfEachRelease) {
    EXPECT_EQ(js("import*as n from './m.js';"), "import*as n from \"./m.0123456789ab.js\";");
    EXPECT_EQ(js("import*as n from './m.js';", DjangoRelease::v4_2), "import*as n from './m.js';");
    EXPECT_EQ(js("import a from './m.js'\n", DjangoRelease::v6_1), "import a from \"./m.0123456789ab.js\"\n");
    EXPECT_EQ(js("import a; b from './m.js';"), "import a; b from \"./m.0123456789ab.js\";");
    EXPECT_EQ(js("import a; b from './m.js';", DjangoRelease::v6_1), "import a; b from './m.js';");
}

TEST(Rewrite, LetsAQuotedTextGoOnBehindABackslash) {
    for (const std::string_view text : {"a{b:'a\\\nurl(gone.png)'}", "\\\n'url(gone.png)'", "'it\\'s url(gone.png)'"}) {
        const auto since = rewritten("css/m.css", text, DjangoRelease::v6_1);
        EXPECT_EQ(since.text, text);
        EXPECT_TRUE(since.remarks.empty()) << text;
        EXPECT_EQ(rewritten("css/m.css", text).remarks.size(), 1U) << text;
    }
    // Without one it ends with its line, and is none.
    EXPECT_EQ(rewritten("css/m.css", "'a\nurl(gone.png)'", DjangoRelease::v6_1).remarks.size(), 1U);
}

TEST(Rewrite, KnowsTextsThatNoNameChanges) {
    const RewriteRules rules{.release = DjangoRelease::v5_2, .rewrites_modules = true};
    for (const std::string_view text : {"", "a{}", "url(data:x) url(https://x) url(/media/x)", "url(#a)", "url(open"})
        EXPECT_FALSE(refers("a.css", text, rules)) << text;
    for (const std::string_view text :
         {"url(a.png)", "@import 'a.css'", "/* url(a.png) */", "/*# sourceMappingURL=x */"})
        EXPECT_TRUE(refers("a.css", text, rules)) << text;
    EXPECT_TRUE(refers("a.js", "import './a.js';", rules));
    EXPECT_FALSE(refers("a.js", "import './a.js';", {}));
    EXPECT_FALSE(refers("a.txt", "url(a.png)", rules));
}

TEST(Rewrite, TouchesNoOtherFiles) {
    EXPECT_EQ(rewritten("a.CSS", "url(gone.png)").text, "url(gone.png)");
    EXPECT_EQ(rewritten("a.mjs", "import './gone.js';").text, "import './gone.js';");
}

// Each of these made a search that begins anew at every place take minutes.
TEST(Rewrite, TakesTimeInProportionToTheText) {
    const auto repeated = [](std::string_view text, std::size_t size) {
        std::string result;
        while (result.size() < size)
            result += text;
        return result;
    };
    constexpr std::size_t size = 1UL << 18;
    const auto begin = std::chrono::steady_clock::now();
    for (const DjangoRelease release : {DjangoRelease::v5_2, DjangoRelease::v6_1}) {
        for (const std::string_view piece : {"url(", "url('", "@import '", "/*", "'", "\\"})
            static_cast<void>(css(repeated(piece, size), release));
        for (const std::string_view piece :
             {"import ", "import ;", "import a from '.", "import('.", "import*as a", "from '.", "`", "import 'x'  "}) {
            static_cast<void>(js(repeated(piece, size), release));
            static_cast<void>(js(repeated(piece, size) + std::string(size, ' ') + "from './m.js'", release));
        }
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

}  // namespace
}  // namespace megactl::staticfiles
