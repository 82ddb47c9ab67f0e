#include "core/project/dockerignore.hpp"

#include <gtest/gtest.h>

namespace megactl::project {
namespace {

TEST(Dockerignore, FollowsDockersRules) {
    struct Row {
        std::string patterns;
        std::string path;
        bool is_excluded;
    };
    const std::vector<Row> rows = {
        {".env", ".env", true},
        {".env", "docker/.env", false},  // rooted
        {"**/.env", "docker/.env", true},
        {"**/.env", ".env", true},
        {"**/.env", "a/b/c/.env", true},
        {"**/.env", "a/x.env", false},
        {"*.pyc", "a.pyc", true},
        {"*.pyc", "a/b.pyc", false},
        {"**/*.pyc", "a/b.pyc", true},
        {".env/", ".env", true},
        {"/.env", ".env", true},
        {"./a/../.env", ".env", true},
        {".env*", ".env.prod", true},
        {".env*", ".env.example", true},
        {".env*\n!.env.example", ".env.example", false},
        {"!.env.example\n.env*", ".env.example", true},  // the last match wins
        {"docs", "docs/a/b.md", true},
        {"docs\n!docs/a/b.md", "docs/a/b.md", false},
        {"docs\n!docs/a/b.md", "docs/a/c.md", true},
        {"*\n!/src", "src/a.py", false},
        {"*\n!/src", "other/a.py", true},
        {"*\n! src", "src", false},
        {"# .env", "# .env", false},
        {"  .env  \r", ".env", true},
        {" #x", "#x", true},  // a comment begins in the first column
        {"a?c", "abc", true},
        {"a?c", "aéc", true},
        {"a?c", "a/c", false},
        {"a*c", "a/c", false},
        {"[a-c].txt", "b.txt", true},
        {"[^a-c].txt", "b.txt", false},
        {"[^a-c].txt", "d.txt", true},
        {"a\\*b", "a*b", true},
        {"a\\*b", "axb", false},
        {"a/**", "a/b/c", true},
        {"a/**/z", "a/z", true},
        {"a/**/z", "a/b/c/z", true},
        {"a/**/z", "b/z", false},
        {"**", "anything/at/all", true},
        {"a**b", "a/x/b", true},
        {"foo", "foobar", false},
        {"*/temp*", "a/temporary.txt", true},
        {"*/*/temp*", "a/temporary.txt", false},
        {"", "a", false},
        {"\n\n!\n/\n.", "a", false},
        {"[a", "[a", true},
        {"\xEF\xBB\xBF.env", ".env", true},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(Dockerignore(row.patterns).excludes(row.path), row.is_excluded) << row.patterns << " : " << row.path;
    }
    EXPECT_FALSE(Dockerignore().excludes("a"));
    EXPECT_TRUE(Dockerignore(".env").excludes("./.env"));
}

TEST(Dockerignore, ManyStarsTakeNoLongerThanTheyShould) {
    std::string pattern;
    for (int i = 0; i < 500; ++i)
        pattern += "*a**/";
    EXPECT_FALSE(Dockerignore(pattern + "x").excludes(std::string(1000, 'a')));
}

}  // namespace
}  // namespace megactl::project
