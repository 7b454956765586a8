using System.Globalization;
using Perennial.Commerce.OrderFiles;

namespace Perennial.Unit.Commerce;

public sealed class OrderNumbersTests
{
    // Few digits and beginnings, so that numbers repeat, come out of order and differ only in leading zeros.
    private static readonly Gen<string> Number = Gen.OneOf(
        Gen.Int[0, 60].Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 30].Select(n => "0" + n.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 30].Select(n => "#1" + n.ToString("00", CultureInfo.InvariantCulture)),
        Gen.Int[0, 9].Select(n => "A" + n.ToString(CultureInfo.InvariantCulture) + "b"),
        Gen.Int[0, 9].Select(n => "9999999999999999999" + n.ToString(CultureInfo.InvariantCulture)),
        Gen.Int[0, 5].Select(n => new string('0', n)));

    [Fact]
    public void Every_number_has_one_document_in_any_order_of_arrival() =>
        Number.List[1, 200].Sample(texts =>
        {
            var numbers = new OrderNumbers();
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var text in texts)
            {
                ref var document = ref numbers.Find(text, 0, out var isNew);
                isNew.ShouldBe(!known.ContainsKey(text), text);
                if (isNew)
                {
                    document = known[text] = known.Count + 1;
                }

                document.ShouldBe(known[text], text);
            }
        }, iter: 500);

    [Fact]
    public void More_beginnings_than_runs_are_still_told_apart()
    {
        var numbers = new OrderNumbers();
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < 3000; i++)
            {
                ref var document = ref numbers.Find(FormattableString.Invariant($"S{i}-7"), 0, out var isNew);
                isNew.ShouldBe(pass == 0);
                document = isNew ? i : document;
                document.ShouldBe(i);
            }
        }
    }
}
