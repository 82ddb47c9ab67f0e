#include "core/staticfiles/hashed_name.hpp"

#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/manifest.hpp"
#include "core/staticfiles/python_text.hpp"

#include <gtest/gtest.h>

namespace megactl::staticfiles {
namespace {

std::string named(std::string_view name) {
    return hashed_name(name, "HASH");
}

TEST(HashedName, PutsTheHashAheadOfTheLastExtension) {
    EXPECT_EQ(named("css/a.css"), "css/a.HASH.css");
    EXPECT_EQ(named("a.tar.gz"), "a.tar.HASH.gz");
    EXPECT_EQ(named("noext"), "noext.HASH");
    EXPECT_EQ(named("d.ir/noext"), "d.ir/noext.HASH");
    EXPECT_EQ(named("trailing."), "trailing.HASH.");
    EXPECT_EQ(named(".htaccess"), ".htaccess.HASH");
    EXPECT_EQ(named("...three"), "...three.HASH");
}

TEST(HashedName, ReadsTheNameAsAUrl) {
    EXPECT_EQ(named("a%20b.png"), "a b.HASH.png");
    EXPECT_EQ(named("50%.png"), "50%.HASH.png");
    EXPECT_EQ(named("a#b.png"), "a.HASH#b.png");
    EXPECT_EQ(named("q?x.png"), "q.HASH?x.png");
    EXPECT_EQ(named(" lead.png"), "lead.HASH.png");
    EXPECT_EQ(named("d/ lead.png"), "d/ lead.HASH.png");
    EXPECT_EQ(named("Co:lon2.png"), "co:lon2.HASH.png");
    EXPECT_EQ(named("t\ta\nb.png"),
              "ta"
              "b.HASH.png");
    EXPECT_EQ(named("%C3%A9%ff.png"), "\xC3\xA9\xEF\xBF\xBD.HASH.png");
}

TEST(ContentHash, IsTheBeginOfTheMd5) {
    EXPECT_EQ(content_hash(""), "d41d8cd98f00");
    EXPECT_EQ(content_hash("a"), "0cc175b9c0f1");
}

TEST(PythonText, StripsEveryWhitespace) {
    EXPECT_EQ(strip(" \x1F\xC2\xA0 a b \xE3\x80\x80\n"), "a b");
    EXPECT_EQ(strip(" \n"), "");
}

TEST(PythonText, TakesAUrlApartAndPutsItTogether) {
    for (const std::string_view url : {"a/b?q#f", "//h/p", "x:y", "http://h/p?q", "", "?q", "a:b:c"})
        EXPECT_EQ(join_url(split_url(url)), url);
    EXPECT_EQ(join_url(split_url("a?#")), "a");
}

TEST(Manifest, IsSortedAsciiAndKnowsItsOwnHash) {
    EXPECT_EQ(manifest_text({{"b", "b.1"}, {"a\xC3\xA9\xFF", "x"}}, DjangoRelease::v3_2),
              R"({"paths": {"a\u00e9\udcff": "x", "b": "b.1"}, "version": "1.0"})");
    // Bytes that are no UTF-8 are surrogates to Python, which come ahead of what lies beyond the first plane.
    EXPECT_EQ(manifest_text({{"\xF0\x9F\x98\x80", "y"}, {"\xFF", "x"}}, DjangoRelease::v3_2),
              R"({"paths": {"\udcff": "x", "\ud83d\ude00": "y"}, "version": "1.0"})");
    EXPECT_EQ(manifest_text({}, DjangoRelease::v5_2), R"({"paths": {}, "version": "1.1", "hash": "d75171398898"})");
}

}  // namespace
}  // namespace megactl::staticfiles
