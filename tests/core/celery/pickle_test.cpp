// Pickles are written as Python writes them: what `pickle.dumps` and `pickle.loads` of 3.11 say to them is noted here,
// and tried by the tests of label `interop`.

#include "core/celery/pickle.hpp"

#include <gtest/gtest.h>

namespace megactl::celery {
namespace {

// With its zero bytes.
template <std::size_t size>
std::string bytes(const char (&literal)[size]) {
    return std::string(literal, size - 1);
}

std::string pickled(std::string_view json) {
    return pickle_of(*JsonView::parse(json));
}

std::string read(std::string_view pickle, std::size_t limit = 1 << 20) {
    const auto json = json_of_pickle(pickle, limit);
    return json ? *json : "refused: " + json.error().reason;
}

TEST(PickleWriter, WritesEachKindInProtocol2) {
    EXPECT_EQ(pickled("null"), bytes("\x80\x02N."));
    EXPECT_EQ(pickled("true"), bytes("\x80\x02\x88."));
    EXPECT_EQ(pickled("false"), bytes("\x80\x02\x89."));
    EXPECT_EQ(pickled("3"), bytes("\x80\x02K\x03."));
    EXPECT_EQ(pickled("300"), bytes("\x80\x02M\x2C\x01."));
    EXPECT_EQ(pickled("70000"), bytes("\x80\x02J\x70\x11\x01\x00."));
    EXPECT_EQ(pickled("-1"), bytes("\x80\x02J\xFF\xFF\xFF\xFF."));
    EXPECT_EQ(pickled("1099511627776"), bytes("\x80\x02\x8A\x08\0\0\0\0\0\x01\0\0."));
    EXPECT_EQ(pickled("1180591620717411303424"), bytes("\x80\x02L1180591620717411303424L\n."));
    EXPECT_EQ(pickled("1.5"), bytes("\x80\x02G\x3F\xF8\0\0\0\0\0\0."));
    EXPECT_EQ(pickled(R"("ok")"), bytes("\x80\x02X\x02\0\0\0ok."));
    EXPECT_EQ(pickled("[1, []]"), bytes("\x80\x02](K\x01](ee."));
    EXPECT_EQ(pickled(R"({"a": 1})"), bytes("\x80\x02}(X\x01\0\0\0aK\x01u."));
}

TEST(Pickle, GivesBackWhatWasWritten) {
    for (const char* const json : {
             "null",
             "true",
             "[]",
             "{}",
             "[0, 255, 256, 65535, 65536, 2147483647, 2147483648, -1, -2147483648, -2147483649]",
             "[9223372036854775807, -9223372036854775808, 9223372036854775808, -9223372036854775809]",
             "[0.1, -1.5, 1.0, 1e+16, 1e-07, -0.0]",
             R"(["", "ü\n\"\\", "\u0001"])",
             R"({"a": {"b": [null, {"c": false}]}, "": 1})",
         }) {
        EXPECT_EQ(read(pickled(json)), json);
    }
}

TEST(PickleReader, ReadsWhatPythonWrites) {
    // None and True of protocol 5
    EXPECT_EQ(read("\x80\x05N."), "null");
    EXPECT_EQ(read("\x80\x05\x88."), "true");
    // 2**70 and -2**70
    EXPECT_EQ(read(bytes("\x80\x05\x8A\x09\0\0\0\0\0\0\0\0\x40.")), "1180591620717411303424");
    EXPECT_EQ(read(bytes("\x80\x05\x8A\x09\0\0\0\0\0\0\0\0\xC0.")), "-1180591620717411303424");
    EXPECT_EQ(read(bytes("\x80\x05\x8A\x00.")), "0");
    EXPECT_EQ(read(bytes("\x80\x05\x8A\x01\xFF.")), "-1");
    EXPECT_EQ(read(bytes("\x80\x05\x8A\x08\0\0\0\0\0\0\0\x80.")), "-9223372036854775808");
    // {"a": 1, 2: [b"x", b"\xff"], None: (), True: {3}}
    EXPECT_EQ(read(bytes("\x80\x05\x95\x20\0\0\0\0\0\0\0}\x94(\x8C\x01"
                         "a\x94K\x01K\x02]\x94(C\x01x\x94"
                         "C\x01\xFF"
                         "\x94"
                         "eN)\x88\x8F\x94(K\x03\x90u.")),
              R"({"a": 1, "2": [{"__type__": "bytes", "__value__": "x"}, )"
              R"({"__type__": "base64", "__value__": "/w=="}], "null": [], "true": [3]})");
    // A failure as Celery keeps it, in protocol 2: {"exc_type": "ValueError", "exc_message": ("oops",)}
    EXPECT_EQ(read(bytes("\x80\x02}q\0(X\x08\0\0\0exc_typeq\x01X\x0A\0\0\0ValueErrorq\x02X\x0B\0\0\0exc_messageq\x03"
                         "X\x04\0\0\0oopsq\x04\x85q\x05u.")),
              R"({"exc_type": "ValueError", "exc_message": ["oops"]})");
    // x = [1]; [x, x]
    EXPECT_EQ(read(bytes("\x80\x05\x95\x0B\0\0\0\0\0\0\0]\x94(]\x94K\x01"
                         "ah\x01"
                         "e.")),
              "[[1], [1]]");
}

TEST(PickleReader, WritesNoNumberThatJsonLacks) {
    EXPECT_EQ(read(bytes("\x80\x05G\x7F\xF8\0\0\0\0\0\0.")), "null");
    EXPECT_EQ(read(bytes("\x80\x05G\xFF\xF0\0\0\0\0\0\0.")), "null");
}

// As Python does: there is but one zero among the integers.
TEST(PickleReader, KnowsOneZero) {
    EXPECT_EQ(read("L-0\n."), "0");
    EXPECT_EQ(read("L-10\n."), "-10");
}

TEST(PickleReader, RefusesCodeAndNamesIt) {
    // os.system("id"), the classic, in protocols 0 and 4
    EXPECT_EQ(read("cposix\nsystem\n(S'id'\ntR."), "refused: it is an object of Python's `posix.system`");
    EXPECT_EQ(read(bytes("\x80\x04\x95\x1D\0\0\0\0\0\0\0\x8C\x05posix\x94\x8C\x06system\x94\x93\x94\x8C\x02id\x94\x85"
                         "\x94R\x94.")),
              "refused: it is an object of Python's `posix.system`");
    // Decimal("1.5") of protocol 2
    EXPECT_EQ(read("\x80\x02"
                   "cdecimal\nDecimal\nq"),
              "refused: it is an object of Python's `decimal.Decimal`");
    EXPECT_EQ(read("c\x1B[2J\nx\n."), "refused: it is an object of Python's `\\x1B[2J.x`");
}

TEST(PickleReader, RefusesEveryInstructionThatMakesNoData) {
    // GLOBAL, STACK_GLOBAL, REDUCE, BUILD, INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, EXT2, EXT4, PERSID, BINPERSID,
    // NEXT_BUFFER
    for (const char instruction : std::string_view("c\x93Rbio\x81\x92\x82\x83\x84PQ\x97")) {
        const std::string pickle = std::string("\x80\x02NN") + instruction + "a\nb\n0000.";
        EXPECT_TRUE(read(pickle).starts_with("refused: ")) << pickle;
    }
}

TEST(PickleReader, RefusesWhatIsNoPickle) {
    EXPECT_EQ(read(""), "refused: it breaks off");
    EXPECT_EQ(read("\x80\x02"), "refused: it breaks off");
    EXPECT_EQ(read(bytes("\x80\x02X\xFF\xFF\xFF\xFF"
                         "ab.")),
              "refused: it breaks off");
    EXPECT_EQ(read("\x80\x02L12"), "refused: it breaks off");
    EXPECT_EQ(read("\x80\x02L012\n."), "refused: it has an integer that is none");
    EXPECT_EQ(read("\x80\x06N."), "refused: it is of a protocol beyond 5");
    EXPECT_EQ(read("."), "refused: it wants a value that is not there");
    EXPECT_EQ(read("N(."), "refused: it wants a value that is not there");
    EXPECT_EQ(read("Ne."), "refused: it wants a mark that is not there");
    EXPECT_EQ(read("N(Ne."), "refused: it puts parts into what can't hold them");
    EXPECT_EQ(read("}(Nu."), "refused: it puts parts into what can't hold them");
    EXPECT_EQ(read("a."), "refused: it wants a value that is not there");
    EXPECT_EQ(read("\x86."), "refused: it wants a value that is not there");
    EXPECT_EQ(read("h\x07."), "refused: it recalls what it never kept");
    EXPECT_EQ(read("{\"a\": 1}"), "refused: its instruction 0x7b makes no data");
    EXPECT_EQ(read("}])s."), "refused: a dictionary has keys that are no texts");
    EXPECT_EQ(read("\x8B" + bytes("\0\x10\0\0") + std::string(4096, 'x') + "."),
              "refused: it has an integer of 4096 bytes");
}

TEST(PickleReader, EndsInspiteOfWhatContainsItself) {
    // x = []; x.append(x)
    EXPECT_EQ(read(bytes("\x80\x02]q\0h\0"
                         "a.")),
              "refused: it is nested too deep, or within itself");
    EXPECT_EQ(read(std::string(1000, ']') + std::string(999, 'a') + "."),
              "refused: it is nested too deep, or within itself");
}

TEST(PickleReader, IsNoMatchForABillionLaughs) {
    // Each list names the one before it twice.
    std::string pickle = "]";
    for (char round = 0; round < 60; ++round) {
        pickle += std::string("q") + round;
        pickle += std::string("](h") + round + "h" + round + "e";
    }
    EXPECT_EQ(read(pickle + "."), "refused: it is too large");
}

}  // namespace
}  // namespace megactl::celery
