#include "core/links/link_file.hpp"

#include <gtest/gtest.h>

namespace megactl::links {
namespace {

// `line: user/slug → target` of each link; `line! reason` of each trouble.
std::vector<std::string> told(std::string_view text, std::string_view user = "") {
    std::vector<std::string> lines;
    const LinkFile file = read_links(text, user);
    for (std::size_t i = 0; i < file.links.size(); ++i) {
        const NewLink& link = file.links[i];
        lines.push_back(std::to_string(file.lines[i]) + ": " + link.user + "/" + link.slug + " → " + link.target);
    }
    for (const RowTrouble& trouble : file.troubles)
        lines.push_back(std::to_string(trouble.line) + "! " + trouble.reason);
    return lines;
}

using Told = std::vector<std::string>;

TEST(LinkFile, ReadsCsvWhoseFirstLineNamesTheColumns) {
    EXPECT_EQ(told("\xEF\xBB\xBFTarget , "
                   "slug,USER\r\nhttps://example.org/?a=1,go,ada\r\n\"https://example.org/a,b\",,eva\r\n"),
              (Told{"2: ada/go → https://example.org/?a=1", "3: eva/ → https://example.org/a,b"}));
}

TEST(LinkFile, LetsAUserStandInForThoseThatAreNotNamed) {
    EXPECT_EQ(told("target\nhttps://example.org/\n", "ada"), Told{"2: ada/ → https://example.org/"});
    EXPECT_EQ(told("target\nhttps://example.org/\n"), Told{"2! it names no user"});
}

TEST(LinkFile, ReadsJsonInEachOfItsForms) {
    const std::string link = R"({"user": "ada", "slug": "go", "target": "https://example.org/", "id": 7})";
    EXPECT_EQ(told("[\n" + link + "]"), Told{"2: ada/go → https://example.org/"});
    EXPECT_EQ(told("{\"links\": [" + link + ",\n" + link + "]}"),
              (Told{"1: ada/go → https://example.org/", "2: ada/go → https://example.org/"}));
    EXPECT_EQ(told(link + "\n\n" + link + "\n"),
              (Told{"1: ada/go → https://example.org/", "3: ada/go → https://example.org/"}));
    EXPECT_EQ(told(link), Told{"1: ada/go → https://example.org/"});
}

TEST(LinkFile, NamesEachRowAtFault) {
    EXPECT_EQ(
        told("user,slug,target\nada,a/b,https://example.org/\nada,go,example.org\nada,,https://a.example/,more\n"),
        (Told{"2! the slug `a/b` holds what is none of `a-z`, `0-9`, `_` and `-`",
              "3! the target `example.org` names no scheme: it begins with `https://` or `http://`",
              "4! it has 4 fields, and the first line names 3"}));
    EXPECT_EQ(told("user,slug\nada,go\n"), Told{"1! the first line names no column `target`"});
    EXPECT_EQ(told("[1, {\"target\": 2}]"), (Told{"1! it is no object", "1! its `target` is no text"}));
    EXPECT_EQ(told("{\"user\": \"ada\"}\n{oops\n").front(), "1! it names no target");
}

TEST(LinkFile, TellsWhatItPassesOver) {
    EXPECT_EQ(read_links("id,target,notes,user\n1,https://example.org/,x,ada\n", "").unread,
              std::vector<std::string>{"notes"});
}

TEST(LinkFile, KeepsTheTimeOfALink) {
    const auto time_of = [](std::string_view text) {
        const LinkFile file =
            read_links("target,user,created_at\nhttps://example.org/,ada," + std::string(text) + "\n", "");
        return file.links.empty() ? file.troubles.at(0).reason : celery::format_time(file.links[0].created_at.value());
    };
    EXPECT_EQ(time_of("2026-11-24T08:00:00Z"), "2026-11-24T08:00:00+00:00");
    EXPECT_EQ(time_of("yesterday").substr(0, 29), "`created_at` is `yesterday`, ");
}

TEST(LinkFile, ReadsWhatItWrites) {
    const Link link{.id = 1,
                    .user = "ada",
                    .slug = "go",
                    .target = "https://example.org/a,\"b\"",
                    .created_at = {},
                    .updated_at = {}};
    const LinkFile file = read_links(csv_heading() + csv_row(link), "");
    ASSERT_EQ(file.links.size(), 1U);
    EXPECT_EQ(file.links[0].target, link.target);
    EXPECT_EQ(file.links[0].created_at, link.created_at);
}

TEST(LinkFile, IsEmptyWhereTheTextIs) {
    EXPECT_EQ(told(""), Told{});
    EXPECT_EQ(told("[]"), Told{});
    EXPECT_EQ(told("target\n"), Told{});
}

}  // namespace
}  // namespace megactl::links
