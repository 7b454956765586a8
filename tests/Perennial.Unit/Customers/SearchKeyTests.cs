using Perennial.Customers.Contract;
using Perennial.Customers.Identifiers;

namespace Perennial.Unit.Customers;

public sealed class SearchKeyTests
{
    [Theory]
    [InlineData("ȘTEFAN ţepeş", "stefan tepes")]
    [InlineData("Алёна Йорданова", "алена иорданова")]
    [InlineData("José Ñandú", "jose nandu")]
    [InlineData("Łukasz Ørsted Großmann", "lukasz orsted grossmann")]
    [InlineData("İpek Işık", "ipek isik")]
    [InlineData("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ")]
    [InlineData("ＡＢＣ１２", "abc12")]
    public void Case_and_marks_are_folded(string text, string folded) => SearchKey.Fold(text).ShouldBe(folded);

    [Fact]
    public void Half_a_character_is_left_out() => SearchKey.Fold("broken\ud800half").ShouldBe("brokenhalf");

    [Fact]
    public void Words_are_runs_of_letters_and_digits_and_every_ending_of_chinese() =>
        SearchKey.Words("O'Neil-Smith, 王小明 2").ShouldBe(["o", "neil", "smith", "王小明", "小明", "明", "2"]);

    [Fact]
    public void A_word_is_cut_where_it_is_too_long_and_never_in_half_a_character() =>
        SearchKey.Words(new string('a', 63) + "𠀀").Single().ShouldBe(new string('a', 63));

    [Theory]
    [InlineData("+40 (722) 111-222", new[] { "40722111222" })]
    [InlineData("0722", new[] { "0722" })]
    [InlineData("Ana@Ex", new[] { "ana@ex" })]
    [InlineData("KX900", new[] { "kx900" })]
    [InlineData("Pop  ANA pop", new[] { "pop", "ana" })]
    [InlineData(" - ", new string[0])]
    public void What_is_asked_is_read_as_a_number_an_address_or_words(string text, string[] words) =>
        SearchKey.Asked(text).ShouldBe(words);

    [Fact]
    public void A_phone_number_is_found_as_it_is_dialled_at_home_and_from_abroad() =>
        SearchKey.Of(Identifier.Of(IdentifierKind.Phone, "+40722111222")).ShouldBe(["40722111222", "0722111222"]);
}
