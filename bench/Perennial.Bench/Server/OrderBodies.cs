using System.Globalization;
using System.Text;

namespace Perennial.Bench.Server;

/// <summary>Orders as a shop's program would send them: three lines on average, two in three of known customers.</summary>
internal sealed class OrderBodies(ulong seed)
{
    private const int Products = 500;

    private Dice dice = new(seed);
    private int made;
    private int customers;

    /// <summary>A single order's JSON.</summary>
    public string One(StringBuilder into)
    {
        var number = ++made;
        var customer = customers == 0 || dice.Below(3) == 0 ? ++customers : 1 + dice.Below(customers);
        var day = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number % 1_000_000);
        into.Clear();
        into.Append(CultureInfo.InvariantCulture, $$"""{"source":"web","number":"W-{{number}}","placedAt":"{{day:yyyy-MM-dd'T'HH:mm:ss'Z'}}",""");
        into.Append(CultureInfo.InvariantCulture, $$""" "customer":{"email":"c{{customer}}@example.com","name":"Customer {{customer}}"},""");
        into.Append(CultureInfo.InvariantCulture, $$""" "store":"s{{customer % 3}}","channel":"web","shipping":"15.00","lines":[""");
        var lines = 1 + dice.Below(5);
        for (var i = 0; i < lines; i++)
        {
            var product = dice.Below(Products);
            into.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"product":"P-{{product}}","name":"Product {{product}}",""");
            into.Append(CultureInfo.InvariantCulture, $$""" "category":"K{{product % 20}}","quantity":{{1 + dice.Below(3)}},""");
            into.Append(CultureInfo.InvariantCulture, $$""" "price":"{{10 + (product % 90)}}.50"}""");
        }

        return into.Append("]}").ToString();
    }

    /// <summary>Bodies of single orders.</summary>
    public byte[][] Singles(int count)
    {
        var text = new StringBuilder();
        return [.. Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetBytes(One(text)))];
    }

    /// <summary>Bodies of calls with many orders.</summary>
    public byte[][] Batches(int calls, int ordersEach)
    {
        var text = new StringBuilder();
        return [.. Enumerable.Range(0, calls).Select(_ => Encoding.UTF8.GetBytes(
            $$"""{"orders":[{{string.Join(',', Enumerable.Range(0, ordersEach).Select(_ => One(text)))}}]}"""))];
    }
}
