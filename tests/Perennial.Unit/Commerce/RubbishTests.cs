using System.Text;
using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Kernel.Files;

namespace Perennial.Unit.Commerce;

/// <summary>Whatever a file holds, reading ends with counts that add up and a report or a reason, never with a crash.</summary>
public sealed class RubbishTests
{
    // The characters that mean something, and a few that do not.
    private static readonly Gen<string> Field = Gen.OneOf(
        Gen.String[Gen.Int[0, 17].Select(i => "\"\",;\t |\n\r1209-.,#Ca€"[i]), 0, 8],
        Gen.Int[0, 9].Select(i => new[]
        {
            "2026-01-05", "31.12.2025", "02/30/2026", "-5", "(3.00)", "1.234,56", "C100", "100", "NULL", "\u0000\uFFFF",
        }[i]));

    private static readonly Gen<string> Text = Field.Array[1, 6].Select(f => string.Join(',', f)).List[0, 30]
        .Select(rows => "customer,date,order,amount,quantity,price\n" + string.Join('\n', rows));

    [Fact]
    public void Rubbish_under_a_good_header_is_counted_and_told() => Text.Sample(text => Survives(Encoding.UTF8.GetBytes(text)), iter: 100);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Gen.Byte.Array[0, 400].Sample(Survives, iter: 100);

    [Fact]
    public void A_good_file_with_a_few_bytes_spoilt_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 200], Gen.Byte).Sample((at, with, then, other) =>
        {
            var bytes = Encoding.UTF8.GetBytes("customer;date;order;quantity;price;store\n" +
                string.Concat(Enumerable.Range(1, 6).Select(i => $"\"c {i % 3}\";0{i}.02.2026;{i};{i};1,5{i};\"North; {i % 2}\"\n")));
            bytes[at % bytes.Length] = with;
            bytes[then % bytes.Length] = other;
            Survives(bytes);
        }, iter: 100);

    private static void Survives(byte[] bytes)
    {
        var options = new OrderFileOptions { Dimensions = [OrderField.Store, OrderField.Product] };
        if (bytes is not [0x1F, 0x8B, ..] and not [(byte)'P', (byte)'K', ..])
        {
            // Packed, a file would be another thing than its bytes.
            Streamed.IsAlike(CommerceModule.OrderFiles.Read([new InputPart("a.csv", new MemoryStream(bytes))], options,
                CancellationToken.None), options, ("a.csv", bytes));
        }

        var reading = CommerceModule.OrderFiles.Read(
            [new InputPart("a.csv", new MemoryStream(bytes)), new InputPart("b.csv", new MemoryStream(bytes))], options, CancellationToken.None);
        (reading.Counts.Accepted + reading.Counts.Rejected).ShouldBe(reading.Counts.Rows);
        foreach (var warning in reading.Warnings)
        {
            CommerceModule.Words.Of(warning.First).ShouldNotBeEmpty();
        }

        try
        {
            var report = InsightsModule.Reports.Answer(reading, new ReportQuestion { GroupBy = options.Dimensions });
            ReportJson.Write(Stream.Null, report);
        }
        catch (ReportRefusedException e)
        {
            InsightsModule.Words[e.Code, ("detail", e.Detail)].ShouldNotBeEmpty();
        }
    }
}
