using Perennial.Customers.Identifiers;

namespace Perennial.Unit.Customers;

public sealed class IdentifierReaderTests
{
    [Theory]
    [InlineData(" Ana.Pop+shop@Example.COM ", "ana.pop+shop@example.com")]
    [InlineData("почта@пример.рф", "почта@пример.рф")]
    [InlineData("o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk")]
    public void An_address_is_trimmed_and_in_lower_case(string text, string address) => IdentifierReader.Email(text).ShouldBe(address);

    [Theory]
    [InlineData("ana")]
    [InlineData("@example.com")]
    [InlineData("ana@")]
    [InlineData("ana@localhost")]
    [InlineData("ana@exa mple.com")]
    [InlineData("ana pop@example.com")]
    [InlineData("ana@example..com")]
    [InlineData("ana@-example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("Ana <ana@example.com>")]
    [InlineData("ana\n@example.com")]
    public void What_is_no_address_is_none(string text) => IdentifierReader.Email(text).ShouldBeNull();

    [Fact]
    public void An_address_with_half_a_character_is_none() => IdentifierReader.Email("ana\udc00@example.com").ShouldBeNull();

    [Fact]
    public void An_address_longer_than_mail_allows_is_none()
    {
        IdentifierReader.Email(new string('a', 64) + "@example.com").ShouldNotBeNull();
        IdentifierReader.Email(new string('a', 65) + "@example.com").ShouldBeNull();
    }

    [Theory]
    [InlineData("0722 111 222", "RO", "+40722111222")]
    [InlineData("+40 (722) 111-222", "", "+40722111222")]
    [InlineData("0040722111222", "RO", "+40722111222")]
    [InlineData("8 (912) 345-67-89", "RU", "+79123456789")]
    [InlineData("069 123 456", "MD", "+37369123456")]
    [InlineData("138 0013 8000", "CN", "+8613800138000")]
    public void A_phone_number_is_written_as_the_world_writes_it(string text, string country, string number) =>
        IdentifierReader.Phone(text, country).ShouldBe(number);

    [Theory]
    [InlineData("0722 111 222", "")]
    [InlineData("112", "RO")]
    [InlineData("call me", "RO")]
    [InlineData("+999 1", "RO")]
    [InlineData("07221112220722111222072211122207221112220722111222", "RO")]
    public void What_is_no_phone_number_is_none(string text, string country) => IdentifierReader.Phone(text, country).ShouldBeNull();

    [Theory]
    [InlineData("12-34 ab", "1234AB")]
    [InlineData("", null)]
    [InlineData("12*34", null)]
    public void A_card_is_its_letters_and_digits(string text, string? number) => IdentifierReader.Card(text).ShouldBe(number);

    [Theory]
    [InlineData("Shopify", " 77:A ", "shopify:77:A")]
    [InlineData("", "77", null)]
    [InlineData("my shop", "77", null)]
    [InlineData("shopify", " ", null)]
    public void An_external_id_is_its_systems_and_keeps_its_case(string system, string id, string? value) =>
        IdentifierReader.External(system, id).ShouldBe(value);
}
