using System.Globalization;
using System.Text;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Commerce;

/// <summary>What a made-up shop of one country writes into its order files.</summary>
/// <param name="Header">Names of the columns order, date, customer, product, quantity, price, note.</param>
/// <param name="Customers">Customers.</param>
/// <param name="Products">Products.</param>
/// <param name="Note">A note of two lines.</param>
/// <param name="DateFormat">How dates are written.</param>
/// <param name="Decimal">Decimal sign.</param>
internal sealed record Language(
    string[] Header, string[] Customers, string[] Products, string Note, string DateFormat, char Decimal);

/// <summary>One order file, generated: bytes, and what has to be understood of them.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Language">Whose words.</param>
/// <param name="Written">The encoding in which it is written.</param>
/// <param name="Delimiter">The delimiter.</param>
internal sealed record EncodingFixture(string Name, string Language, string Written, char Delimiter)
{
    /// <summary>The name to be found, where it is not the one written.</summary>
    public string? Found { get; init; }

    public bool Mark { get; init; }

    public int Rows { get; init; } = 20;

    /// <summary>Quoted notes over two lines.</summary>
    public bool Notes { get; init; }

    /// <summary>Only this one row has a name beyond ASCII; the header and all others are ASCII.</summary>
    public string? OnlyName { get; init; }

    /// <summary>An ASCII header with these words around.</summary>
    public bool AsciiHeader { get; init; }

    /// <summary>Data of ASCII under the language's header.</summary>
    public bool AsciiData { get; init; }

    /// <summary>Rows of ASCII before the first others, so many that the head has nothing else.</summary>
    public bool Late { get; init; }

    /// <summary>Names as they are to be read, where bytes say no more.</summary>
    public Func<string, string> Read { get; init; } = text => text;

    public string Expected => Found ?? Written;

    private Language Words => Languages.All[Language];

    public IReadOnlyList<string> Header => AsciiHeader || OnlyName is not null || Late
        ? ["order", "date", "customer", "product", "quantity", "price", "note"]
        : Words.Header;

    public IEnumerable<(string Date, string Customer, string Product, int Quantity, decimal Price)> Lines()
    {
        for (var i = 0; i < Rows; i++)
        {
            var ascii = AsciiData || OnlyName is not null;
            yield return (
                new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc).AddDays(i).ToString(Words.DateFormat, CultureInfo.InvariantCulture),
                OnlyName is { } only && i == Rows / 2 ? only : ascii ? "K" + (i % 7) : Words.Customers[i % Words.Customers.Length],
                ascii ? "SKU-" + (i % 5) : Words.Products[i % Words.Products.Length], 1 + (i % 3), 1000.5m + (i * 7.25m));
        }
    }

    public byte[] Bytes()
    {
        var text = new StringBuilder(string.Join(Delimiter, Header)).Append("\r\n");
        if (Late)
        {
            for (var i = 0; text.Length < FileLimits.HeadBytes + 50_000; i++)
            {
                Row(text, 100_000 + i, Words.DateFormat.Replace("dd", "25", StringComparison.Ordinal).Replace("MM", "01", StringComparison.Ordinal)
                    .Replace("yyyy", "2026", StringComparison.Ordinal), "K" + (i % 9), "SKU", 1, 2.50m, "");
            }
        }

        var order = 1;
        foreach (var (date, customer, product, quantity, price) in Lines())
        {
            Row(text, order++, date, customer, product, quantity, price, Notes ? Words.Note : "");
        }

        var encoding = TextEncodings.Find(Written)!;
        return [.. Mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text.ToString())];
    }

    public override string ToString() => Name;

    private void Row(StringBuilder text, int order, string date, string customer, string product, int quantity, decimal price,
        string note) =>
        text.AppendJoin(Delimiter, order.ToString(CultureInfo.InvariantCulture), date, Cell(customer), Cell(product),
            quantity.ToString(CultureInfo.InvariantCulture),
            Cell(price.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', Words.Decimal)), Cell(note)).Append("\r\n");

    private string Cell(string value) => value.AsSpan().ContainsAny(Delimiter, '\n', '"')
        ? '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
        : value;
}

internal static class Languages
{
    public static Dictionary<string, Language> All { get; } = new()
    {
        ["ru"] = new(["Номер заказа", "Дата", "Клиент", "Товар", "Количество", "Цена", "Примечание"],
            ["Ирина Кузнецова", "Пётр Щукин", "ООО «Ромашка»", "Анна Эдуардовна Цой", "Юлия Хомякова"],
            ["Чай чёрный №5", "Мыло ручной работы", "Кофе в зёрнах", "Шампунь – объём"],
            "Позвонить\r\nперед доставкой", "dd.MM.yyyy", ','),
        ["ro"] = new(["Nr. comandă", "Data", "Client", "Produs", "Cantitate", "Preț", "Observații"],
            ["Ionuț Șerban", "Mădălina Țurcanu", "Ștefan Pârvulescu", "Ana Pop", "Îngrid Bălan"],
            ["Săpun de levănțică", "Ceai de mentă", "Lumânare parfumată", "Pâine cu semințe"],
            "Sună\r\nînainte de livrare", "dd.MM.yyyy", ','),
        ["ro-old"] = new(["Nr. comandă", "Data", "Client", "Produs", "Cantitate", "Preţ", "Observaţii"],
            ["Ionuţ Şerban", "Mădălina Ţurcanu", "Ştefan Pârvulescu", "Ana Pop", "Îngrid Bălan"],
            ["Săpun de levănţică", "Ceai de mentă", "Lumânare parfumată", "Pâine cu seminţe"],
            "Sună\r\nînainte de livrare", "dd.MM.yyyy", ','),
        ["zh"] = new(["订单号", "日期", "客户", "商品", "数量", "单价", "备注"],
            ["王伟", "李秀英", "张丽娟", "欧阳娜娜", "陈志强", "Linda Wu"],
            ["龙井茶（特级）", "手工香皂", "咖啡豆", "羊毛围巾"], "请提前\r\n打电话", "yyyy-MM-dd", '.'),
        ["pl"] = new(["order", "data", "client", "produs", "quantity", "price", "Uwagi"],
            ["Łukasz Wiśniewski", "Małgorzata Dąbrowska", "Jan Nowak", "Zażółć Gęślą", "Agnieszka Źrebak"],
            ["Mydło lawendowe", "Świeca zapachowa", "Herbata", "Krówki mleczne"], "Dzwonić\r\nprzed dostawą", "dd.MM.yyyy", ','),
        ["cz"] = new(["order", "data", "client", "produs", "quantity", "price", "Poznámka"],
            ["Jiří Dvořák", "Šárka Nováková", "Božena Němcová", "Tomáš Žižka", "Lukáš Kříž"],
            ["Mýdlo levandulové", "Svíčka", "Čaj", "Štěrk"], "Volejte\r\npřed dodáním", "dd.MM.yyyy", ','),
        ["hu"] = new(["order", "data", "client", "produs", "quantity", "price", "Megjegyzés"],
            ["Kovács Győző", "Szűcs Ágnes", "Nagy Erzsébet", "Tóth Örs"],
            ["Levendulás szappan", "Gyertya", "Tea", "Főzőkanál"], "Hívni\r\nszállítás előtt", "dd.MM.yyyy", ','),
        ["fr"] = new(["order", "date", "client", "article", "quantity", "price", "Remarque"],
            ["Hélène Lefèvre", "François Gaudé", "Zoë Noël", "Jean Dupont"],
            ["Savon à la lavande", "Thé vert", "Bougie parfumée", "Crème brûlée"], "Appeler\r\navant la livraison", "dd/MM/yyyy", ','),
        ["de"] = new(["order", "date", "client", "article", "quantity", "price", "Bemerkung"],
            ["Jürgen Müller", "Käthe Weiß", "Hans Schmidt", "Björn Größer"],
            ["Seife, Lavendel", "Grüner Tee", "Kerze", "Nußöl"], "Bitte\r\nvorher anrufen", "dd.MM.yyyy", ','),
    };
}
