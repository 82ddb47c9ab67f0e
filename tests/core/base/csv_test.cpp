#include "core/base/csv.hpp"

#include <gtest/gtest.h>

namespace megactl {
namespace {

using Fields = std::vector<std::string>;

std::vector<Fields> fields_of(std::string_view text) {
    std::vector<Fields> all;
    auto records = parse_csv(text).value();
    all.reserve(records.size());
    for (CsvRecord& record : records)
        all.push_back(std::move(record.fields));
    return all;
}

CsvProblem problem_of(std::string_view text) {
    return parse_csv(text).error();
}

TEST(Csv, PartsFieldsAtCommas) {
    EXPECT_EQ(fields_of("a,b\nc,\n,d"), (std::vector<Fields>{{"a", "b"}, {"c", ""}, {"", "d"}}));
}

TEST(Csv, TakesWhatSpreadsheetsWrite) {
    EXPECT_EQ(fields_of("\xEF\xBB\xBFuser,slug\r\nada,go\r\n\r\n"),
              (std::vector<Fields>{{"user", "slug"}, {"ada", "go"}}));
}

TEST(Csv, KeepsWhatIsQuoted) {
    EXPECT_EQ(fields_of("\"a,b\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\"\""),
              (std::vector<Fields>{{"a,b", "say \"hi\""}, {"two\nlines", ""}}));
}

TEST(Csv, KnowsTheLineOfARecord) {
    const auto records = parse_csv("\na\n\"b\nb\"\nc\n").value();
    ASSERT_EQ(records.size(), 3U);
    EXPECT_EQ(records[0].line, 2U);
    EXPECT_EQ(records[1].line, 3U);
    EXPECT_EQ(records[2].line, 5U);
}

TEST(Csv, RefusesWhatQuotesLeaveOpen) {
    EXPECT_EQ(problem_of("a\nb\"c").reason, "a quote stands within a field that is not quoted");
    EXPECT_EQ(problem_of("a\nb\"c").line, 2U);
    EXPECT_EQ(problem_of("a\n\"b\n\n").reason, "a quote is opened and never closed");
    EXPECT_EQ(problem_of("a\n\"b\n\n").line, 2U);
    EXPECT_EQ(problem_of("\"a\"b").reason, "a field goes on behind its closing quote");
}

TEST(Csv, ReadsWhatItWrites) {
    const Fields fields{"plain", "a,b", "\"", "two\r\nlines", ""};
    EXPECT_EQ(fields_of(csv_line(fields)), std::vector<Fields>{fields});
}

}  // namespace
}  // namespace megactl
