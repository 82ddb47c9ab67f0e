#include "core/inspect/sent_time.hpp"

#include <gtest/gtest.h>

namespace megactl::inspect {
namespace {

celery::Message with_header(std::string json) {
    celery::Message message;
    message.task = "reports.build";
    message.user_headers.emplace_back(sent_header, std::move(json));
    return message;
}

TEST(SentTime, IsToldByItsHeader) {
    const auto time = sent_time(with_header(R"("2026-11-30T10:00:00.5+00:00")"));
    ASSERT_TRUE(time);
    EXPECT_EQ(celery::format_time(*time), "2026-11-30T10:00:00.500000+00:00");
}

TEST(SentTime, IsUnknownOfAnythingElse) {
    EXPECT_FALSE(sent_time({}));
    EXPECT_FALSE(sent_time(with_header(R"("yesterday")")));
    EXPECT_FALSE(sent_time(with_header("17")));
    EXPECT_FALSE(sent_time(with_header("")));
}

}  // namespace
}  // namespace megactl::inspect
