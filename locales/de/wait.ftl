wait-rate = Das war schnell. Du kannst wieder schreiben in
wait-slow = Langsamer Modus. Du kannst wieder schreiben in
wait-newcomer = Jetzt können nur die schreiben, die schon länger hier sind. Du kannst es in
wait-again = Das war schnell. Versuch es wieder in
wait-drawings = Viele Zeichnungen warten schon. Versuch es wieder in
