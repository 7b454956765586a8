using System.Globalization;
using Perennial.Cli;
using Perennial.Kernel;
using Perennial.Kernel.Words;

namespace Perennial.Unit.Kernel;

/// <summary>Languages by CLDR (plural rules, chart 47), and figures by the reader's culture.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("en", "one 1|other 0 2 5 11 21 101 1000000|other 1.5 0.1")]
    [InlineData("ru", "one 1 21 31 101 1001|few 2 3 4 22 24 102 1002|many 0 5 11 12 14 19 20 25 100 111 112 1000000|other 1.5 2.1 0.5")]
    [InlineData("ro", "one 1|few 0 2 19 101 119 201 1001|other 20 21 99 100 120 1000000|few 1.5 2.1")]
    [InlineData("zh", "other 0 1 2 21 1.5")]
    public void Plural_forms_are_those_of_CLDR(string code, string table)
    {
        var language = Language.Of(code)!;
        foreach (var row in table.Split('|').Select(r => r.Split(' ')))
        {
            foreach (var number in row[1..])
            {
                language.Form(decimal.Parse(number, CultureInfo.InvariantCulture)).ShouldBe(row[0], $"{code} {number}");
                language.Form(-decimal.Parse(number, CultureInfo.InvariantCulture)).ShouldBe(row[0], $"{code} -{number}");
            }
        }
    }

    [Theory]
    [InlineData("ru", "ru")]
    [InlineData("ru-RU", "ru")]
    [InlineData("RO", "ro")]
    [InlineData("ro_MD.UTF-8", "ro")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("zh_CN.GB18030", "zh")]
    [InlineData("en-GB", "en")]
    [InlineData("de-DE", null)]
    [InlineData("rus", null)]
    [InlineData("", null)]
    [InlineData("C.UTF-8", null)]
    public void A_language_is_known_by_every_name_systems_give_it(string name, string? code) =>
        Language.Of(name)?.Code.ShouldBe(code);

    [Theory]
    [InlineData("en", "36.6%|1,234,567|1,234.50 EUR|-0.5|+1.25")]
    [InlineData("ru", "36,6 %|1 234 567|1 234,50 EUR|-0,5|+1,25")]
    [InlineData("ro", "36,6 %|1.234.567|1.234,50 EUR|-0,5|+1,25")]
    [InlineData("zh", "36.6%|1,234,567|1,234.50 EUR|-0.5|+1.25")]
    public void Figures_are_written_as_their_reader_writes_them(string code, string figures) =>
        Languages.In(Language.Of(code)!, () => string.Join('|',
            Shown.Percent(new Ratio(366, 1000)), Shown.Number(1_234_567),
            Shown.AmountWithCurrency(new Money(123_450, new Currency("EUR"))), Shown.Number(-0.5m, 1),
            Shown.Points(0.0125m, 2)).Replace('\u00A0', ' ')).ShouldBe(figures);

    [Fact]
    public void A_reader_of_the_same_language_keeps_her_own_habits() =>
        Languages.In(Language.English, () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-CH");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ro-MD");
            Language.Romanian.Use();
            var foreign = CultureInfo.CurrentCulture.Name;
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ro-MD");
            Language.Romanian.Use();
            return $"{foreign} {CultureInfo.CurrentCulture.Name}";
        }).ShouldBe("ro ro-MD");

    [Theory]
    [InlineData("en", 1, "1 row read")]
    [InlineData("en", 2, "2 rows read")]
    [InlineData("ru", 21, "21 строка прочитана")]
    [InlineData("ru", 3, "3 строки прочитаны")]
    [InlineData("ru", 12, "12 строк прочитано")]
    [InlineData("ro", 1, "1 rând citit")]
    [InlineData("ro", 19, "19 rânduri citite")]
    [InlineData("ro", 20, "20 de rânduri citite")]
    [InlineData("zh", 5, "读取 5 行")]
    public void Words_are_counted_as_the_language_counts(string code, int count, string text) =>
        Languages.In(Language.Of(code)!, () => CliWords.Book.Count("head.read", count)).ShouldBe(text);

    [Fact]
    public void A_measured_number_takes_the_form_of_what_is_shown() =>
        Languages.In(Language.Russian, () => CliWords.Book.Count("head.read", 1.04m, 0) + "; " +
            CliWords.Book.Count("head.read", 1.5m, 1)).ShouldBe("1 строка прочитана; 1,5 строки прочитано");
}
