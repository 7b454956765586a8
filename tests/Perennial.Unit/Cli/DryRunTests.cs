using System.Text;
using Perennial.Cli;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Cli;

/// <summary>A dry run says how files would be read, shows their first rows in 80 columns, and writes nothing.</summary>
[Collection("console")]
public sealed class DryRunTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task It_shows_encoding_delimiter_dates_decimals_columns_and_rows()
    {
        var path = Write("orders.csv", TextEncodings.Find("windows-1251")!.GetBytes(
            "Номер заказа;Дата;Клиент;Сумма;Товар;Цвет\n1;01.02.2026;Ирина;1 200,50;Чай;красный\n2;02.02.2026;Пётр;много;Кофе;\n"));
        var (code, output) = await Run(path);
        code.ShouldBe(0);
        string[] said =
        [
            "Encoding: windows-1251 (a guess). If it is another: --encoding", "parted by: semicolon", "Dates: the day first", "decimal comma",
            "Номер заказа  is taken as order", "Not used: Цвет", "2 2026-02-01 Ирина    1          1,200.50     - Чай",
            "3 ! Сумма: \"много\" is not an amount", "nothing was written",
        ];
        said.ShouldAllBe(words => output.Contains(words, StringComparison.Ordinal));
        output.ShouldNotContain("retention");
    }

    [Fact]
    public async Task It_shows_twenty_rows_in_80_cells_also_of_wide_characters()
    {
        var rows = string.Concat(Enumerable.Range(1, 30).Select(i =>
            $"{i},2026-01-{i:00} 10:30,{string.Concat(Enumerable.Repeat("王小明", 9))},{i},12.505,{string.Concat(Enumerable.Repeat("龙井茶", 9))}\n"));
        var (_, output) = await Run(Write("zh.csv", Encoding.UTF8.GetBytes("订单号,日期,客户,数量,单价,商品\n" + rows)));
        output.Split('\n').ShouldAllBe(line => TerminalCells.Width(line) <= 80);
        output.Split('\n').Count(line => line.Contains("2026-01-", StringComparison.Ordinal)).ShouldBe(20);
        output.ShouldContain("25.01");
    }

    [Fact]
    public async Task Of_a_text_that_is_no_table_it_names_no_delimiter()
    {
        var path = Write("orders.json", """
            [{"id": 1, "status": "completed", "currency": "EUR", "date_created_gmt": "2026-01-05T10:00:00",
              "total": "12.00", "shipping_total": "0.00", "shipping_tax": "0.00", "customer_id": 7, "line_items": []}]
            """u8.ToArray());
        var (code, output) = await Run(path);
        code.ShouldBe(0);
        output.ShouldContain("Documents, not a table. Kind of file: woocommerce-orders-json.");
        output.ShouldNotContain("parted by");
        output.ShouldNotContain("\uFFFD");
        var (_, report, _) = await ReportCommandTests.Run("report", path);
        report.ShouldContain("Form: utf-8.");
    }

    [Fact]
    public async Task It_writes_no_file()
    {
        var path = Write("orders.csv", "customer,date,amount\na,soon,1\nb,2026-01-05,1\n"u8.ToArray());
        var (code, _) = await Run(path, "--rejects", Path.Combine(folder.FullName, "r.csv"), "--json", Path.Combine(folder.FullName, "j.json"));
        code.ShouldBe(0);
        folder.GetFiles().Select(f => f.Name).ShouldBe(["orders.csv"]);
    }

    [Theory]
    [InlineData("customer,date,amount\na,2026-01-05,1\n", 0)]
    [InlineData("customer,date,amount\na,soon,1\n", 2)]
    [InlineData("colour,size\nred,5\n", 2)]
    [InlineData("", 2)]
    [InlineData("%PDF-1.7 and more", 1)]
    public async Task Its_exit_code_says_whether_a_report_could_be_made(string text, int expected) =>
        (await Run(Write("x.csv", Encoding.UTF8.GetBytes(text)))).Code.ShouldBe(expected);

    [Fact]
    public async Task The_whole_file_says_which_of_day_and_month_comes_first_and_the_encoding()
    {
        var text = "customer,date,amount\n" + string.Concat(Enumerable.Repeat("a,12/01/2025,1\n", 30_000)) + "Ирина,12/13/2025,1\n";
        var (_, output) = await Run(Write("x.csv", TextEncodings.Find("windows-1251")!.GetBytes(text)));
        output.ShouldContain("Dates: the month first. If");
        output.ShouldContain("windows-1251 (a guess)");
        output.ShouldContain("2 2025-12-01 a");
    }

    [Fact]
    public async Task Texts_of_a_file_do_not_steer_the_terminal()
    {
        var (_, output) = await Run(Write("x.csv", Encoding.UTF8.GetBytes(
            "customer,date,amount,\u001b]0;title\u0007\n\u001b[2Ja\u202Eb,2026-01-05,1,x\n" +
            string.Concat(Enumerable.Repeat("somebody else,2026-01-05,1,x\n", 5)))));
        output.Where(c => c == '\u202E' || (char.IsControl(c) && c is not '\n' and not '\r')).ShouldBeEmpty();
        output.ShouldContain("\uFFFD[2Ja\uFFFDb");
    }

    [Fact]
    public async Task What_is_told_is_shown_and_no_guess()
    {
        var path = Write("x.csv", TextEncodings.Find("windows-1251")!.GetBytes("customer,date,amount\nИрина,2026-01-05,1\n"));
        (await Run(path, "--encoding", "windows-1252")).Output.ShouldContain("Encoding: windows-1252. If");
        (await Run("--demo")).Code.ShouldBe(0);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static async Task<(int Code, string Output)> Run(params string[] args)
    {
        var (before, errorsBefore) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        Console.SetOut(output);
        Console.SetError(output);
        try
        {
            return (await CommandLine.RunAsync(["report", "--dry-run", .. args], Stream.Null), output.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorsBefore);
        }
    }
}
