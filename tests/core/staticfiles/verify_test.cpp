#include "core/staticfiles/verify.hpp"

#include "core/staticfiles/content_hash.hpp"
#include "core/staticfiles/hashed_name.hpp"
#include "core/staticfiles/promised_hash.hpp"
#include "core/staticfiles/read_manifest.hpp"
#include "tests/support/sandbox.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace megactl::staticfiles {
namespace {

TEST(ReadManifest, TakesWhatDjangoTakes) {
    const auto entries = read_manifest(R"({"paths": {"b": "b.1", "a": "a.2"}, "version": "1.0"})");
    ASSERT_TRUE(entries);
    EXPECT_EQ(*entries, (std::vector<ManifestEntry>{{"a", "a.2"}, {"b", "b.1"}}));
}

TEST(ReadManifest, RefusesOtherTexts) {
    for (const char* const text : {"", "[]", "{}", R"({"paths": {}, "version": "2"})", R"({"version": "1.1"})",
                                   R"({"paths": {"a": 1}, "version": "1.1"})", "\xff"}) {
        EXPECT_FALSE(read_manifest(text)) << text;
    }
}

TEST(ReadManifest, LeavesOutNamesThatAreNoText) {
    const auto entries = read_manifest(R"({"paths": {"\udcff.css": "\udcff.1.css"}, "version": "1.1"})");
    ASSERT_TRUE(entries);
    EXPECT_TRUE(entries->empty());
}

TEST(PromisedHash, StandsWhereDjangoPutsIt) {
    for (const char* const path :
         {"css/a.css", "noext", "a.tar.gz", ".htaccess", "a%20b.png", "a#b.png", "q?x.png", "a.000000000000.css"}) {
        EXPECT_EQ(promised_hash({path, hashed_name(path, "0123456789ab")}), "0123456789ab") << path;
    }
    EXPECT_EQ(promised_hash({"a.css", "a.0123456789AB.css"}), std::nullopt);
    EXPECT_EQ(promised_hash({"a.css", "b.0123456789ab.css"}), std::nullopt);
    EXPECT_EQ(promised_hash({"a.css", "a.0123.css"}), std::nullopt);
}

class Verify : public testing::Test {
protected:
    std::string put(const std::string& path, const std::string& content) {
        std::string name = hashed_name(path, content_hash(content));
        sandbox.write(name, content);
        manifest.emplace_back(path, name);
        return name;
    }

    VerifiedRoot verify() const {
        return verify_root(manifest, {.root = sandbox.path(), .root_name = "root", .threads = 2});
    }

    tests::Sandbox sandbox;
    std::vector<ManifestEntry> manifest;
};

TEST_F(Verify, IsSilentAboutAWholeRoot) {
    const std::string picture = put("img/a b.png", "picture");
    put("css/a.css", "/* url(gone.png) */ a { b: url(\"../" + picture + "\") url(#x) url(data:x) url(/media/x.png) }");
    put("none.css", "");
    EXPECT_TRUE(verify().problems.empty());
    EXPECT_TRUE(verify().stale.empty());
}

TEST_F(Verify, TellsAReferenceThatWasLost) {
    put("css/a.css", "@import url(\"b.css\"); a { b: url(../../out.png) }");
    put("js/a.js", "x\n//# sourceMappingURL=a.js.map");
    const std::vector<RootProblem> problems = verify().problems;
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_EQ(problems[0].target, "css/b.css");
    EXPECT_FALSE(problems[0].is_source_map);
    EXPECT_EQ(problems[1].target, "../out.png");
    EXPECT_EQ(problems[2].target, "js/a.js.map");
    EXPECT_TRUE(problems[2].is_source_map);
}

TEST_F(Verify, KnowsAStaleFileByItsContent) {
    put("a.css", "new");
    const std::string old = hashed_name("a.css", content_hash("old"));
    sandbox.write(old, "old");
    sandbox.write(old + ".gz", "packed");
    sandbox.write("b.0123456789ab.css", "a name of somebody's own");
    EXPECT_EQ(verify().stale, (std::vector<std::string>{old, old + ".gz"}));
}

TEST_F(Verify, NeverLooksOutsideOfTheRoot) {
    manifest.emplace_back("a", "../../../../../etc/passwd");
    manifest.emplace_back("b", "/etc/passwd");
    manifest.emplace_back("c", std::string("c\0d", 3));
    ASSERT_EQ(verify().problems.size(), 3U);
}

}  // namespace
}  // namespace megactl::staticfiles
