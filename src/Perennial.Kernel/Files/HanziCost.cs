using System.Collections.Frozen;

namespace Perennial.Kernel.Files;

/// <summary>
/// What a word would cost as Chinese in GB18030, in tenths of a bit. Nearly all of running text are the 3,755
/// characters of GB2312's first level; what Latin and Cyrillic letters pair up to mostly lies outside of them, and
/// words of an odd number of bytes pair up to nothing.
/// </summary>
internal static class HanziCost
{
    private const int Usual = 85;
    private const int FirstLevel = 125;
    private const int Punctuation = 110;
    private const int SecondLevel = 170;
    private const int Further = 200;
    private const int OtherSign = 190;
    private const int NoCharacter = 300;

    // Family names, given names, goods and headers; a single name must be enough to tell.
    private static readonly FrozenSet<int> UsualCodes = Codes(
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤" +
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文辉力斌波宁飞鑫婷雪玲丹萍鹏宇浩凯健俊帆雨晨欣怡梓涵子轩一诺佳思美小海春志新永东南西北" +
        "订单号日期客户金额数量价格商品名称编姓电话地址会员门店交易时间类别茶咖啡手机衣服鞋包香皂水红绿黑白色大中小号套装盒瓶箱杯京上海广州深圳成都市省区路元人民币年月的是不在有个");

    public static int Of(ReadOnlySpan<byte> word)
    {
        var cost = 0;
        for (var i = 0; i < word.Length;)
        {
            if (word[i] < 0x80)
            {
                i++;
                continue;
            }

            var (length, ofCharacter) = Character(word[i..]);
            cost += ofCharacter;
            i += length;
        }

        return cost;
    }

    private static (int Length, int Cost) Character(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 || bytes[0] is 0x80 or 0xFF)
        {
            return (1, NoCharacter);
        }

        var (lead, trail) = (bytes[0], bytes[1]);
        if (trail is >= 0x30 and <= 0x39)
        {
            return bytes.Length >= 4 && bytes[2] is >= 0x81 and <= 0xFE && bytes[3] is >= 0x30 and <= 0x39
                ? (4, Further)
                : (1, NoCharacter);
        }

        if (trail is < 0x40 or 0x7F or 0xFF)
        {
            return (1, NoCharacter);
        }

        return (2, trail < 0xA1 ? lead is >= 0xA1 and <= 0xA7 ? NoCharacter : Further : lead switch
        {
            >= 0xB0 and <= 0xD7 => UsualCodes.Contains((lead << 8) | trail) ? Usual : FirstLevel,
            >= 0xD8 and <= 0xF7 => UsualCodes.Contains((lead << 8) | trail) ? Usual : SecondLevel,
            0xA1 or 0xA3 => Punctuation,
            >= 0xA2 and <= 0xA9 => OtherSign,
            < 0xA1 => Further,
            _ => NoCharacter,
        });
    }

    private static FrozenSet<int> Codes(string characters) =>
        characters.Select(c => TextEncodings.Gb18030.GetBytes([c])).Select(b => (b[0] << 8) | b[1]).ToFrozenSet();
}
