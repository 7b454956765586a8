using System.Globalization;
using System.Text;

namespace Perennial.Bench.Server;

/// <summary>Orders as a shop's program would send them, or as a file: three lines on average, two in three of known customers.</summary>
internal sealed class OrderBodies(ulong seed)
{
    private const int Products = 500;

    private Dice dice = new(seed);
    private int made;
    private int customers;

    private readonly record struct Line(int Product, int Quantity)
    {
        public string Price => string.Create(CultureInfo.InvariantCulture, $"{10 + (Product % 90)}.50");
    }

    private readonly record struct Order(int Number, int Customer, DateTime At, Line[] Lines)
    {
        public string Day => At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Bodies of single orders.</summary>
    public byte[][] Singles(int count)
    {
        var text = new StringBuilder();
        return [.. Enumerable.Range(0, count).Select(_ => Encoding.UTF8.GetBytes(Body(text)))];
    }

    /// <summary>Bodies of calls with many orders.</summary>
    public byte[][] Batches(int calls, int ordersEach)
    {
        var text = new StringBuilder();
        return [.. Enumerable.Range(0, calls).Select(_ => Encoding.UTF8.GetBytes(
            $$"""{"orders":[{{string.Join(',', Enumerable.Range(0, ordersEach).Select(_ => Body(text)))}}]}"""))];
    }

    /// <summary>A file of orders, a row a line.</summary>
    public byte[] File(int orders)
    {
        var text = new StringBuilder("order,date,email,name,store,channel,shipping,sku,product,category,quantity,price,currency\n");
        for (var i = 0; i < orders; i++)
        {
            var order = Next();
            foreach (var line in order.Lines)
            {
                text.Append(CultureInfo.InvariantCulture, $"W-{order.Number},{order.Day},c{order.Customer}@example.com,Customer {order.Customer},");
                text.Append(CultureInfo.InvariantCulture, $"s{order.Customer % 3},web,15.00,P-{line.Product},Product {line.Product},");
                text.Append(CultureInfo.InvariantCulture, $"K{line.Product % 20},{line.Quantity},{line.Price},RON\n");
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private Order Next()
    {
        var number = ++made;
        var customer = customers == 0 || dice.Below(3) == 0 ? ++customers : 1 + dice.Below(customers);
        var lines = new Line[1 + dice.Below(5)];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = new Line(dice.Below(Products), 1 + dice.Below(3));
        }

        return new Order(number, customer, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number % 1_000_000), lines);
    }

    private string Body(StringBuilder into)
    {
        var order = Next();
        into.Clear();
        into.Append(CultureInfo.InvariantCulture, $$"""{"source":"web","number":"W-{{order.Number}}","placedAt":"{{order.Day}}",""");
        into.Append(CultureInfo.InvariantCulture, $$""" "customer":{"email":"c{{order.Customer}}@example.com",""");
        into.Append(CultureInfo.InvariantCulture, $$""" "name":"Customer {{order.Customer}}"},""");
        into.Append(CultureInfo.InvariantCulture, $$""" "store":"s{{order.Customer % 3}}","channel":"web","shipping":"15.00","lines":[""");
        foreach (var (i, (product, quantity)) in order.Lines.Index())
        {
            into.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""{"product":"P-{{product}}","name":"Product {{product}}",""");
            into.Append(CultureInfo.InvariantCulture, $$""" "category":"K{{product % 20}}","quantity":{{quantity}},""");
            into.Append(CultureInfo.InvariantCulture, $$""" "price":"{{order.Lines[i].Price}}"}""");
        }

        return into.Append("]}").ToString();
    }
}
